import type { Logger } from 'pino';
import type { Speaker } from '../../src/bot/incoming.ts';

/** What Slack says about a person (`users.info`). */
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
export function accountOf(profile: Profile, home: string, listed: Pick<ReadonlySet<string>, 'has'>): string | null {
  const { team_id: team, is_restricted, is_ultra_restricted, is_stranger } = profile;
  const account = identityOf(profile);
  const foreign = team !== home || is_restricted || is_ultra_restricted || is_stranger;
  return account !== null && (!foreign || listed.has(account)) ? account : null;
}

/** The identity by which farm.yaml may list a person; null for what is not a person, or no longer one. */
function identityOf({ id, team_id: team, is_bot, deleted }: Profile): string | null {
  return is_bot || deleted ? null : `${team}/${id}`;
}

/** Slack's id of the person who has this identity, to name them with. */
export function userOf(account: string | undefined): string | undefined {
  return /^[A-Z0-9]+\/([UW][A-Z0-9]+)$/.exec(account ?? '')?.[1];
}

type Identity = Pick<Speaker, 'account' | 'unlisted'>;

/** How many milliseconds Slack's answer about a person stays valid. */
const fresh = 300_000;

/** Who speaks, asked of Slack itself: events do not say whether a person is a guest. */
export class People {
  readonly #known = new Map<string, { readonly at: number; readonly identity: Promise<Identity> }>();
  readonly #ask: (user: string) => Promise<Profile>;
  readonly #home: string;
  readonly #listed: Pick<ReadonlySet<string>, 'has'>;
  readonly #log: Logger;

  constructor(
    ask: (user: string) => Promise<Profile>,
    home: string,
    listed: Pick<ReadonlySet<string>, 'has'>,
    log: Logger,
  ) {
    this.#ask = ask;
    this.#home = home;
    this.#listed = listed;
    this.#log = log;
  }

  async speaker(user: string): Promise<Speaker> {
    return { platform: 'slack', nick: user, ...(await this.#identity(user)) };
  }

  #judged(profile: Profile): Identity {
    const account = accountOf(profile, this.#home, this.#listed);
    if (account !== null) return { account };
    const { team_id: team, id } = profile;
    this.#log.info(
      `slack: ${team}/${id} is a guest, of another workspace, or no person, and farm.yaml does not list them`,
    );
    const unlisted = identityOf(profile);
    return { account, ...(unlisted !== null && { unlisted }) };
  }

  #identity(user: string): Promise<Identity> {
    const now = Date.now();
    const known = this.#known.get(user);
    if (known && now - known.at < fresh) return known.identity;
    const identity = this.#ask(user)
      .then((profile) => this.#judged(profile))
      .catch((error: Error) => {
        this.#known.delete(user);
        this.#log.warn(`slack: cannot tell who ${user} is, so they are nobody: ${error.message}`);
        return { account: null };
      });
    this.#known.set(user, { at: now, identity });
    return identity;
  }
}
