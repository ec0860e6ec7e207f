import type { Logger } from 'pino';
import type { Trouble as Known } from '../../src/bot/adapter.ts';
import { SlackRefused } from './call.ts';
import { inApp } from './pages.ts';

/** What the person who runs farmhand does when a token is refused, by Slack's word for the refusal. */
const mends: Readonly<Record<string, string>> = {
  accesslimited:
    'Slack may be used from some networks only: let this machine’s address in, or run farmhand where it may',
  account_inactive:
    'the app or its workspace was deactivated: install it again, and put the new token in the environment',
  app_disabled: 'switch the app on again, at https://api.slack.com/apps',
  enterprise_is_restricted: 'have an administrator of the organisation allow the app',
  missing_scope: 'give the app-level token connections:write',
  not_enabled: `switch on the Home tab: ${inApp('App Home', 'Show Tabs')}`,
  org_login_required: 'the workspace is being moved to an organisation: wait, or have its administrator finish that',
  team_access_not_granted:
    'have an administrator of the organisation add the app to this workspace (Organization settings, Integrations, Installed apps)',
  team_disabled: 'the workspace is switched off: its owner can have it back',
  two_factor_setup_required: 'have two-factor login set up for the account that installed the app',
};

/** Words for a token that is wrong by itself. */
const wrong =
  /^(invalid_auth|invalid_token|not_allowed_token_type|not_authed|token_expired|token_revoked|user_removed_from_team)$/;

const another =
  'put the token of the app’s own pages at https://api.slack.com/apps in the environment, and restart farmhand';

/** What can be done about it, as a clause. */
export function mendOf(refusal: string): string {
  const unknown = 'what it means is said at https://docs.slack.dev/reference/methods, under its method';
  return mends[refusal] ?? (wrong.test(refusal) ? another : unknown);
}

/** A refusal of a token, with what can be done about it. */
export function withMend(error: unknown): unknown {
  return error instanceof SlackRefused
    ? new Error(`${error.message}; ${mendOf(error.reason)}`, { cause: error })
    : error;
}

/** What keeps farmhand from Slack just now, logged once a kind, however often it is met. */
export class Trouble {
  readonly #log: Logger;
  readonly #said = new Set<string>();
  /** What is refused is a token of a whole organisation: that it has no access to one workspace is no trouble of its own. */
  orgWide = false;
  #is: Known | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  get is(): Known | undefined {
    return this.#is;
  }

  /** `what`: what cannot be done. `refusal`: Slack's word for it. */
  refused(what: string, refusal: string): void {
    this.#meet(true, `Slack refuses ${what}: ${refusal}; ${mendOf(refusal)}`);
  }

  /** Nobody need do anything about it but wait. */
  passing(what: string, why: string): void {
    this.#meet(false, `${what}: ${why}`);
  }

  over(): void {
    if (this.#is !== undefined) this.#log.info(`slack: over: ${this.#is.why}`);
    this.#is = undefined;
    this.#said.clear();
  }

  #meet(lasts: boolean, why: string): void {
    this.#is = { why, lasts };
    if (this.#said.has(why)) return;
    this.#said.add(why);
    this.#log[lasts ? 'error' : 'warn'](`slack: ${why}; tries again for ever`);
  }
}
