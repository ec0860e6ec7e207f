import { webApi } from '@slack/bolt';
import type { Finding } from '../../src/farm/finding.ts';
import { inShort, refusalIn } from './call.ts';
import type { SlackOptions } from './options.ts';
import { channelIds } from './settings.ts';
import { mendOf } from './trouble.ts';

/** Something to know of Slack. */
type Found = Omit<Finding, 'about'>;

/** What each scope is for, where a lack of it is felt. As in slack/manifest.yaml. */
const scopes: Readonly<Record<string, readonly [is: 'warning' | 'problem', without: string]>> = {
  'chat:write': ['problem', 'it can say nothing'],
  'users:read': ['problem', 'it recognises nobody'],
  'channels:history': ['problem', 'it hears nothing in channels but mentions and the slash command'],
  'reactions:read': ['warning', 'reactions are no votes'],
  'app_mentions:read': ['warning', 'it does not hear mentions'],
  'im:history': ['warning', 'it hears no direct messages'],
  'groups:history': ['warning', 'it hears nothing in private channels'],
  'channels:read': ['warning', 'it cannot tell which channels it is in, so it refuses slash commands there'],
  'groups:read': ['warning', 'it cannot tell which private channels it is in, so it refuses slash commands there'],
  commands: ['warning', 'there is no slash command'],
  'files:write': ['warning', 'long output is cut into messages'],
};

/** Seconds this machine's clock may be off: Slack's signatures and times in messages go by it; Slack itself allows 300. */
const tolerance = 5;

const mendTokens = "The app's own pages at https://api.slack.com/apps have it; .env.example says where.";
const mendScopes = "Paste slack/manifest.yaml into the app's App Manifest, then Reinstall to Workspace.";

/** Looks at tokens, scopes, channels and the clock, as the bot would use them. Never throws. */
export async function examine(options: SlackOptions): Promise<readonly Finding[]> {
  return (await found(options)).map((one) => ({ about: 'Slack', ...one }));
}

async function found(options: SlackOptions): Promise<readonly Found[]> {
  const kinds = [...kindOf('SLACK_BOT_TOKEN', options.botToken, 'xoxb-', 'Bot User OAuth Token'), ...wayIn(options)];
  if (kinds.length > 0) return kinds;
  const client = clientOf(options.botToken, options);
  try {
    const me = await client.api.auth.test();
    const granted = me.response_metadata?.scopes;
    const ok: Found = { is: 'ok', says: `lets ${me.user} in to ${me.team} (${me.team_id})` };
    return [
      ok,
      ...lacking(granted),
      ...clock(client.ahead()),
      ...(await connections(options)),
      ...(await channels(client.api, channelIds(options))),
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

/** `granted`: undefined where the answer does not say, as a proxy's or another Slack's. */
function lacking(granted: readonly string[] | undefined): readonly Found[] {
  if (!granted)
    return [{ is: 'warning', says: 'does not say which scopes the app has, so none was checked', mend: mendScopes }];
  return Object.entries(scopes).flatMap(([scope, [is, without]]): readonly Found[] =>
    granted.includes(scope) ? [] : [{ is, says: `the app has no scope ${scope}: ${without}`, mend: mendScopes }],
  );
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
      const mend =
        reason === 'missing_scope'
          ? mendScopes
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
