import { webApi } from '@slack/bolt';
import type { Logger } from 'pino';
import { capital } from '../../src/bot/words.ts';
import type { Finding } from '../../src/farm/finding.ts';
import { inShort, refusalIn } from './call.ts';
import { type Found, homeTab, people, scopes, untold, workspaces } from './examine-app.ts';
import { installationOf } from './installation.ts';
import type { SlackOptions } from './options.ts';
import { channelIds } from './settings.ts';
import { mendOf } from './trouble.ts';

/** Seconds this machine's clock may be off: Slack's signatures and times in messages go by it; Slack itself allows 300. */
const tolerance = 5;

const mendTokens = "The app's own pages at https://api.slack.com/apps have it; .env.example says where.";

/** Looks at tokens, scopes, channels, people and the clock, as the bot would use them. Never throws. */
export async function examine(
  options: SlackOptions,
  _log: Logger,
  identities: readonly string[],
): Promise<readonly Finding[]> {
  return (await found(options, identities)).map((one) => ({ about: 'Slack', ...one }));
}

async function found(options: SlackOptions, identities: readonly string[]): Promise<readonly Found[]> {
  const kinds = [...kindOf('SLACK_BOT_TOKEN', options.botToken, 'xoxb-', 'Bot User OAuth Token'), ...wayIn(options)];
  if (kinds.length > 0) return kinds;
  const client = clientOf(options.botToken, options);
  try {
    const me = await client.api.auth.test();
    const home = installationOf(me);
    const where =
      home.team === undefined ? `the organisation ${me.team} (${home.enterprise})` : `${me.team} (${home.team})`;
    return [
      { is: 'ok', says: `lets ${me.user} in to ${where}` },
      ...scopes(me.response_metadata?.scopes),
      ...clock(client.ahead()),
      ...(await connections(options)),
      ...(await workspaces(client.api, home)),
      ...(await channels(client.api, channelIds(options))),
      ...(await homeTab(client.api, identities)),
      ...(await people(client.api, home, identities)),
      untold,
    ];
  } catch (error) {
    return [refused('SLACK_BOT_TOKEN', error)];
  }
}

function wayIn({ mode, appToken = '', signingSecret = '' }: SlackOptions): readonly Found[] {
  if (mode === 'socket') return kindOf('SLACK_APP_TOKEN', appToken, 'xapp-', 'app-level token with connections:write');
  return signingSecret === '' ? [{ is: 'problem', says: 'SLACK_SIGNING_SECRET is not set', mend: mendTokens }] : [];
}

function kindOf(name: string, token: string, prefix: string, what: string): readonly Found[] {
  if (token === '') return [{ is: 'problem', says: `${name} is not set`, mend: mendTokens }];
  if (token.startsWith(prefix)) return [];
  return [
    { is: 'problem', says: `${name} is of another kind: it should be the ${what}, ${prefix}…`, mend: mendTokens },
  ];
}

function clock(ahead: number | undefined): readonly Found[] {
  if (ahead === undefined || Math.abs(ahead) <= tolerance) return [];
  const says = `this machine's clock is ${Math.round(Math.abs(ahead))} seconds ${ahead > 0 ? 'ahead of' : 'behind'} Slack's`;
  return [
    { is: Math.abs(ahead) > 300 ? 'problem' : 'warning', says, mend: 'Run a time service, such as systemd-timesyncd.' },
  ];
}

/** Whether Socket Mode would be let in. */
async function connections(options: SlackOptions): Promise<readonly Found[]> {
  if (options.mode !== 'socket') return [];
  try {
    await clientOf(options.appToken ?? '', options).api.apps.connections.open();
    return [];
  } catch (error) {
    return [refused('SLACK_APP_TOKEN', error)];
  }
}

async function channels(client: webApi.WebClient, ids: readonly string[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const channel of ids) {
    try {
      const { channel: info } = await client.conversations.info({ channel });
      if (info?.is_archived) found.push({ is: 'warning', says: `the channel ${info.name} (${channel}) is archived` });
      else if (!info?.is_member)
        found.push({
          is: 'warning',
          says: `is not in the channel ${info?.name} (${channel})`,
          mend: 'There: /invite @farmhand',
        });
    } catch (error) {
      const reason = inShort(error);
      // What scope that takes is said already.
      if (reason === 'missing_scope') continue;
      const mend =
        reason === 'team_access_not_granted'
          ? `${capital(mendOf(reason))}.`
          : "Its id is in the channel's details, at the end; invite farmhand to a private one.";
      found.push({ is: 'warning', says: `the channel ${channel} cannot be looked at: ${reason}`, mend });
    }
  }
  return found;
}

function refused(token: string, error: unknown): Found {
  const refusal = refusalIn(error);
  if (refusal === undefined) return { is: 'problem', says: `cannot be asked with ${token}: ${inShort(error)}` };
  return { is: 'problem', says: `refuses ${token}: ${refusal}`, mend: `${mendOf(refusal)}. ${mendTokens}` };
}

/** A client, and how many seconds this machine's clock was ahead of Slack's in its latest answer. */
function clientOf(token: string, { apiUrl }: SlackOptions) {
  let date: number | undefined;
  const fetched: typeof fetch = async (...args) => {
    const response = await fetch(...args);
    const theirs = Date.parse(response.headers.get('date') ?? '');
    // A Date header has whole seconds.
    if (!Number.isNaN(theirs)) date = (Date.now() - theirs) / 1000 - 0.5;
    return response;
  };
  const settings = { retryConfig: { retries: 1 }, timeout: 15_000, fetch: fetched };
  const api = new webApi.WebClient(token, { ...settings, ...(apiUrl !== undefined && { slackApiUrl: apiUrl }) });
  return { api, ahead: () => date };
}
