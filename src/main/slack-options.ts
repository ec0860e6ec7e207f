import type { SlackOptions } from '../../adapters/slack/index.ts';
import type { SlackSettings } from '../../adapters/slack/settings.ts';
import type { Farm } from '../farm/farm.ts';

/** What farm.yaml and the environment say of Slack; undefined when farm.yaml says nothing. */
export function slackOptionsOf(
  farm: Farm,
  env: Readonly<Record<string, string | undefined>>,
): SlackOptions | undefined {
  const settings = farm.chat.slack as SlackSettings | undefined;
  const { SLACK_BOT_TOKEN: botToken = '', SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  const { SLACK_API_URL: apiUrl } = env;
  return (
    settings && {
      ...settings,
      botToken,
      ...(appToken && { appToken }),
      ...(signingSecret && { signingSecret }),
      ...(apiUrl && { apiUrl }),
    }
  );
}
