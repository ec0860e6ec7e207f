import type { Logger } from 'pino';
import type { Speaker } from '../../src/bot/adapter.ts';

/** What Slack says of somebody (`users.info`). */
export interface Profile {
  readonly id: string;
  readonly team_id: string;
  readonly is_bot?: boolean;
  readonly deleted?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
}

/**
 * The identity Slack vouches for, TEAM/USER; null when it does not count. Guests and people of other workspaces count only where
 * farm.yaml lists them by that very identity.
 */
export function accountOf(profile: Profile, home: string, listed: ReadonlySet<string>): string | null {
  const { id, team_id: team, is_bot, deleted, is_restricted, is_ultra_restricted, is_stranger } = profile;
  if (is_bot || deleted) return null;
  const account = `${team}/${id}`;
  const foreign = team !== home || is_restricted || is_ultra_restricted || is_stranger;
  return !foreign || listed.has(account) ? account : null;
}

/** Milliseconds for which what Slack said of somebody holds. */
const fresh = 300_000;

/** Who speaks, asked of Slack itself: events do not say whether somebody is a guest. */
export class People {
  readonly #known = new Map<string, { readonly at: number; readonly account: Promise<string | null> }>();
  readonly #ask: (user: string) => Promise<Profile>;
  readonly #home: string;
  readonly #listed: ReadonlySet<string>;
  readonly #log: Logger;

  constructor(ask: (user: string) => Promise<Profile>, home: string, listed: ReadonlySet<string>, log: Logger) {
    this.#ask = ask;
    this.#home = home;
    this.#listed = listed;
    this.#log = log;
  }

  async speaker(user: string): Promise<Speaker> {
    return { platform: 'slack', nick: user, account: await this.#account(user) };
  }

  #judged(profile: Profile): string | null {
    const account = accountOf(profile, this.#home, this.#listed);
    const { team_id: team, id } = profile;
    if (account === null)
      this.#log.info(
        `slack: ${team}/${id} is a guest, of another workspace, or no person, and farm.yaml does not list them`,
      );
    return account;
  }

  #account(user: string): Promise<string | null> {
    const now = Date.now();
    const known = this.#known.get(user);
    if (known && now - known.at < fresh) return known.account;
    const account = this.#ask(user)
      .then((profile) => this.#judged(profile))
      .catch((error: Error) => {
        this.#known.delete(user);
        this.#log.warn(`slack: cannot tell who ${user} is, so they are nobody: ${error.message}`);
        return null;
      });
    this.#known.set(user, { at: now, account });
    return account;
  }
}
