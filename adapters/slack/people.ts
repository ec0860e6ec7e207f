import type { Logger } from 'pino';
import type { Speaker } from '../../src/bot/incoming.ts';
import type { Installation } from './installation.ts';

/** What Slack says about a person (`users.info`). https://docs.slack.dev/reference/objects/user-object */
export interface Profile {
  readonly id: string;
  readonly team_id: string;
  readonly is_bot?: boolean;
  readonly deleted?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  /** Of another organisation, met in a channel that is shared with it. */
  readonly is_stranger?: boolean;
  /** Who they are in their organisation, and in which of its workspaces. */
  readonly enterprise_user?: {
    readonly id?: string;
    readonly enterprise_id?: string;
    readonly teams?: readonly string[];
  };
}

/**
 * The identity Slack vouches for; null when it does not count. Guests, people of other workspaces and of other organisations count only where
 * farm.yaml lists them by that very identity.
 */
export function accountOf(
  profile: Profile,
  home: Installation,
  listed: Pick<ReadonlySet<string>, 'has'>,
): string | null {
  const identities = identitiesOf(profile, home);
  const account = identities.find((one) => listed.has(one));
  return account ?? (isOfHome(profile, home) ? (identities[0] ?? null) : null);
}

/** Whether they are a full member where the app is installed. What Slack does not say does not count. */
function isOfHome({ team_id: team, enterprise_user: theirs, ...is }: Profile, home: Installation): boolean {
  if (is.is_restricted || is.is_ultra_restricted || is.is_stranger) return false;
  if (home.team !== undefined && team === home.team) return true;
  if (home.enterprise === undefined || theirs?.enterprise_id !== home.enterprise) return false;
  return home.team === undefined || theirs.teams?.includes(home.team) === true;
}

/**
 * The identities by which farm.yaml may list a person, that which is told to them first; none for what is not a person, or no longer one.
 * ORGANISATION/USER holds in all workspaces of an organisation; TEAM/USER, of the workspace that Slack names for them, holds as it did before
 * the workspace came into one.
 */
export function identitiesOf(
  { id, team_id: team, is_bot, deleted, enterprise_user: theirs }: Profile,
  home: Installation,
): string[] {
  if (is_bot || deleted) return [];
  const own = `${team}/${id}`;
  const { enterprise_id: enterprise, id: global = id } = theirs ?? {};
  if (enterprise === undefined) return [own];
  const wide = `${enterprise}/${global}`;
  return home.team === undefined ? [wide, own] : [own, wide];
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
  readonly #home: Installation;
  readonly #listed: Pick<ReadonlySet<string>, 'has'>;
  readonly #log: Logger;

  constructor(
    ask: (user: string) => Promise<Profile>,
    home: Installation,
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
    const [unlisted] = identitiesOf(profile, this.#home);
    const who = unlisted ?? `${profile.team_id}/${profile.id}`;
    this.#log.info(`slack: ${who} is a guest, of another workspace, or no person, and farm.yaml does not list them`);
    return { account, ...(unlisted !== undefined && { unlisted }) };
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
