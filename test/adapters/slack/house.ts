import { freePorts } from '../../support/daemon.ts';
import type { Slack } from '../../support/slack/slack.ts';
import { type House, type HouseSettings, openHouse } from '../house.ts';

/** As fast as the double lets. */
const flood = { burst: 1000, per_second: 1000 };

export type SlackHouseSettings = Partial<HouseSettings> &
  Pick<HouseSettings, 'people'> & {
    readonly mode?: 'socket' | 'http';
    /** More of its block of farm.yaml. */
    readonly block?: Readonly<Record<string, unknown>>;
  };

/** The secrets of a double's app, as the environment has them. */
export function secrets({ tokens, apiUrl }: Slack): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: tokens.bot,
    SLACK_APP_TOKEN: tokens.app,
    SLACK_SIGNING_SECRET: tokens.signingSecret,
    SLACK_API_URL: apiUrl,
  };
}

/** The whole of farmhand in a double of Slack. */
export async function house(
  slack: Slack,
  { mode = 'socket', block, chat, env, ...given }: SlackHouseSettings,
): Promise<House> {
  const [port = 0] = await freePorts(1);
  if (mode === 'http') slack.delivery.url = `http://127.0.0.1:${port}/slack/events`;
  return openHouse({
    ...given,
    chat: { slack: { mode, http: { port }, flood, ...block }, ...chat },
    env: { ...secrets(slack), ...env },
  });
}
