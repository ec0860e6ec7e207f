import type { Adapter } from '../../src/bot/adapter.ts';
import type { AdapterParts } from '../../src/bot/adapter-folder.ts';
import { checkSecrets, type SlackOptions } from './options.ts';
import { Slack } from './slack.ts';

/** The Slack adapter. Throws when a token is missing. */
export async function create(options: SlackOptions, parts: AdapterParts): Promise<Adapter> {
  checkSecrets(options);
  return new Slack(options, parts);
}
