import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { examine } from '../../../adapters/slack/examine.ts';
import type { SlackOptions } from '../../../adapters/slack/options.ts';
import { lackingScopes } from '../../../adapters/slack/scopes.ts';
import { settings as slackSettings } from '../../../adapters/slack/settings.ts';
import { allScopes, type Slack, startSlack } from '../../support/slack/slack.ts';

let slack: Slack;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack?.close());

const options = (more: Partial<SlackOptions> = {}): SlackOptions => ({
  ...slackSettings.parse({}),
  botToken: slack.tokens.bot,
  appToken: slack.tokens.app,
  apiUrl: slack.apiUrl,
  ...more,
});
const log = pino({ level: 'silent' });
const found = (more?: Partial<SlackOptions>, identities: readonly string[] = []) =>
  examine(options(more), log, identities);
/** Without what is said of every app. */
const says = async (...args: Parameters<typeof found>) =>
  (await found(...args)).map(({ is, says }) => `${is}: ${says}`).filter((line) => !line.includes('tells no app'));

test('nothing is in the way', async () => {
  expect(await says()).toEqual(['ok: lets farmhand in to Farm (T0FARM)']);
});

test.each<[string, Partial<SlackOptions>, RegExp]>([
  ['no token', { botToken: '' }, /^problem: SLACK_BOT_TOKEN is not set$/],
  ['a token of another kind', { botToken: 'xoxp-1' }, /^problem: SLACK_BOT_TOKEN is of another kind: .*xoxb-…$/],
  ['a token nobody knows', { botToken: 'xoxb-unknown' }, /^problem: refuses SLACK_BOT_TOKEN: invalid_auth$/],
  ['no app token', { appToken: '' }, /^problem: SLACK_APP_TOKEN is not set$/],
  ['the bot token as app token', { appToken: 'xoxb-1-double' }, /^problem: SLACK_APP_TOKEN is of another kind/],
  ['an app token nobody knows', { appToken: 'xapp-unknown' }, /^problem: refuses SLACK_APP_TOKEN: invalid_auth$/],
  ['no signing secret', { mode: 'http' }, /^problem: SLACK_SIGNING_SECRET is not set$/],
])('%s', async (_, more, problem) => {
  expect((await says(more)).at(-1)).toMatch(problem);
});

test('scopes that are lacking, and what is not there without them', async ({ onTestFinished }) => {
  const poor = await startSlack({ scopes: allScopes.filter((scope) => !/^(files:write|users:read)$/.test(scope)) });
  onTestFinished(() => poor.close());
  expect(await says({ apiUrl: poor.apiUrl })).toEqual([
    'ok: lets farmhand in to Farm (T0FARM)',
    'problem: the app has no scope users:read: it recognises nobody',
    'warning: the app has no scope files:write: long output is cut into messages',
  ]);
});

test('each scope of the manifest is missed where it is lacking', () => {
  expect(
    lackingScopes([])
      .map(({ scope }) => scope)
      .toSorted(),
  ).toEqual([...allScopes].toSorted());
});

test('what is to be done says where to click', async ({ onTestFinished }) => {
  const poor = await startSlack({ scopes: allScopes.filter((scope) => scope !== 'commands') });
  onTestFinished(() => poor.close());
  expect((await found({ apiUrl: poor.apiUrl })).map(({ mend }) => mend)).toEqual([
    undefined,
    expect.stringMatching(/^https:\/\/api\.slack\.com\/apps, the app, OAuth & Permissions, Scopes: .*Reinstall\.$/),
    expect.stringMatching(/Event Subscriptions, Interactivity & Shortcuts, Slash Commands/),
  ]);
});

test('a Home tab that is switched off is found, and none is published by asking', async ({ onTestFinished }) => {
  const you = slack.person('homely');
  onTestFinished(() => {
    slack.workspace.homeTab = true;
  });
  expect(await says({}, [you.account])).toHaveLength(1);
  slack.workspace.homeTab = false;
  expect((await says({}, [you.account])).at(-1)).toBe(
    'warning: the app has no Home tab: nobody sees there what waits for them',
  );
  expect(you.home).toBeUndefined();
});

test('people whom Slack has otherwise than farm.yaml lists them are found before they are missed', async () => {
  const gone = slack.person('gone', { deleted: true });
  expect(await says({}, ['T0OTHER/U0GONE', gone.account, 'T0FARM/U0NOBODY'])).toEqual([
    'ok: lets farmhand in to Farm (T0FARM)',
    'warning: farm.yaml lists T0OTHER/U0GONE, who is deactivated, or no person: they are not recognised',
    'warning: farm.yaml lists T0FARM/U0GONE, who is deactivated, or no person: they are not recognised',
    'warning: farm.yaml lists T0FARM/U0NOBODY, of whom Slack says user_not_found',
  ]);
});

test('in an organisation: its workspaces, a channel out of reach, and by what people are listed', async ({
  onTestFinished,
}) => {
  const wide = await startSlack({ organisation: { id: 'E0FARMS', added: ['T0FARM'] } });
  const none = await startSlack({ organisation: { id: 'E0FARMS', added: [] } });
  onTestFinished(async () => void (await Promise.all([wide.close(), none.close()])));
  const barn = wide.channel('barn', [], { team: 'T0BARN' });
  wide.person('sarah', { team: 'T0BARN' });
  expect(await says({ apiUrl: wide.apiUrl, channels: [barn.id] }, ['T0FARM/U0SARAH', 'E0FARMS/U0SARAH'])).toEqual([
    'ok: lets farmhand in to the organisation Farm (E0FARMS)',
    'ok: has it in these workspaces: T0FARM (T0FARM)',
    'warning: the channel C0BARN cannot be looked at: team_access_not_granted',
    'warning: farm.yaml lists T0FARM/U0SARAH, who is E0FARMS/U0SARAH in Slack: they are not recognised',
  ]);
  expect((await found({ apiUrl: none.apiUrl })).find(({ is }) => is === 'problem')?.mend).toMatch(
    /Add to more workspaces/,
  );
});

test('an answer that is no refusal of Slack’s is not said to be one, and not shown whole', async () => {
  slack.faults.push({ method: 'auth.test', body: '<html><title>proxy</title></html>', times: 2 });
  expect(await says()).toEqual(['problem: cannot be asked with SLACK_BOT_TOKEN: an answer that is not Slack’s']);
  slack.faults.length = 0;
});

test('scopes Slack says nothing of are not taken for lacking', async ({ onTestFinished }) => {
  const silent = await startSlack({ withoutScopes: true });
  onTestFinished(() => silent.close());
  expect(await says({ apiUrl: silent.apiUrl })).toEqual([
    'ok: lets farmhand in to Farm (T0FARM)',
    'warning: does not say which scopes the app has, so none was checked',
  ]);
});

test('channels it is not in', async () => {
  const here = slack.channel('here', []);
  const there = slack.channel('there', [], { without: true });
  const hidden = slack.channel('hidden', [], { without: true, type: 'group' });
  expect(await says({ channels: [here.id, there.id, hidden.id] })).toEqual([
    'ok: lets farmhand in to Farm (T0FARM)',
    'warning: is not in the channel there (C0THERE)',
    'warning: the channel G0HIDDEN cannot be looked at: channel_not_found',
  ]);
});

test.each([
  [60, /^warning: this machine's clock is (\d+) seconds behind Slack's$/],
  [-600, /^problem: this machine's clock is (\d+) seconds ahead of Slack's$/],
])('a clock that is %i seconds behind', async (seconds, expected) => {
  slack.clock = seconds;
  const began = performance.now();
  const said = await says();
  slack.clock = 0;
  const found = said.map((line) => Number(expected.exec(line)?.[1])).filter((number) => !Number.isNaN(number));
  expect(found, said.join('\n')).toHaveLength(1);
  // As long as an answer takes, it may be off; what is said is rounded, and Slack's own time is in whole seconds.
  const longest = (performance.now() - began) / 1000 + 2;
  expect(Math.abs((found[0] ?? 0) - Math.abs(seconds))).toBeLessThanOrEqual(longest);
});

test('the manifest asks for every scope and event farmhand needs', () => {
  const manifest = parse(readFileSync(join(import.meta.dirname, '../../../slack/manifest.yaml'), 'utf8'));
  expect(manifest.oauth_config.scopes.bot).toEqual([...allScopes]);
  expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
  expect(manifest.settings.event_subscriptions.bot_events).toEqual([
    'app_home_opened',
    'app_mention',
    'message.channels',
    'message.groups',
    'message.im',
    'message.mpim',
    'reaction_added',
    'reaction_removed',
  ]);
});
