import type { OptionsSource } from '../../src/bot/adapter-folder.ts';
import type { SlackSettings } from './settings.ts';

export interface SlackOptions extends SlackSettings {
  /** SLACK_BOT_TOKEN. */
  readonly botToken: string;
  /** SLACK_APP_TOKEN, for Socket Mode. */
  readonly appToken?: string;
  /** SLACK_SIGNING_SECRET, for HTTP. */
  readonly signingSecret?: string;
  /** SLACK_API_URL: another Slack than Slack's own, to test against. */
  readonly apiUrl?: string;
}

/** What farm.yaml and the environment say of Slack. */
export function optionsOf(settings: SlackSettings, { env }: Pick<OptionsSource, 'env'>): SlackOptions {
  const { SLACK_BOT_TOKEN: botToken = '', SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  const { SLACK_API_URL: apiUrl } = env;
  return {
    ...settings,
    botToken,
    ...(appToken && { appToken }),
    ...(signingSecret && { signingSecret }),
    ...(apiUrl && { apiUrl }),
  };
}

/** Throws when a token is missing. */
export function checkSecrets(options: SlackOptions): void {
  if (!options.botToken)
    throw new Error('slack: SLACK_BOT_TOKEN is not set; it is the Bot User OAuth Token of the app');
  if (options.mode === 'socket' && !options.appToken)
    throw new Error('slack: mode: socket needs SLACK_APP_TOKEN, an app-level token with connections:write');
  if (options.mode === 'http' && !options.signingSecret)
    throw new Error('slack: mode: http needs SLACK_SIGNING_SECRET, from Basic Information of the app');
}
