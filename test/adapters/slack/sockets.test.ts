import { once } from 'node:events';
import type { App } from '@slack/bolt';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { quietLogger } from '../../../adapters/slack/logger.ts';
import { Sockets } from '../../../adapters/slack/sockets.ts';
import { until } from '../../support/daemon.ts';
import { type Fault, type Slack, startSlack } from '../../support/slack/slack.ts';

type Failure = Pick<Fault, 'status' | 'error' | 'body' | 'retryAfter'>;

async function stage(): Promise<{ slack: Slack; sockets: Sockets; log: string[] }> {
  const slack = await startSlack();
  const log: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void log.push(JSON.parse(line).msg) });
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };
  const options = { appToken: slack.tokens.app, logger: quietLogger(logger), installerOptions: { clientOptions } };
  const sockets = new Sockets(options, logger);
  sockets.init({} as App);
  onTestFinished(async () => {
    await sockets.stop();
    await slack.close();
  });
  return { slack, sockets, log };
}

/** Waits until the app has both its connections: Slack's hello is taken in before a ping is answered. */
async function bothConnected({ delivery }: Slack): Promise<void> {
  await until('two sockets', () => delivery.sockets.length === 2);
  await Promise.all(
    delivery.sockets.map(async (socket) => {
      const answered = once(socket, 'pong');
      socket.ping();
      await answered;
    }),
  );
}

const open = (failure: Failure, times: number): Fault => ({ method: 'apps.connections.open', times, ...failure });

/** Words of apps.connections.open's documentation, some that are in none, and what is no answer of Slack's. */
const failures: readonly (readonly [string, Failure])[] = [
  ...[
    'access_denied',
    'accesslimited',
    'account_inactive',
    'app_disabled',
    'ekm_access_denied',
    'enterprise_is_restricted',
    'fatal_error',
    'internal_error',
    'invalid_auth',
    'method_deprecated',
    'missing_scope',
    'no_permission',
    'not_allowed_token_type',
    'not_authed',
    'org_login_required',
    'request_timeout',
    'service_unavailable',
    'team_access_not_granted',
    'team_added_to_org',
    'team_disabled',
    'token_expired',
    'token_revoked',
    'two_factor_setup_required',
    'user_removed_from_team',
    'a_word_nobody_knows',
  ].map((error) => [error, { error }] as const),
  ['HTTP 500', { status: 500 }],
  ['HTTP 403 of a proxy', { status: 403, body: '<html>blocked</html>' }],
  ['HTTP 404', { status: 404 }],
  ['HTML instead of JSON', { body: '<!DOCTYPE html><title>Slack is down</title>' }],
  ['nothing at all', { body: '' }],
  ['JSON without an address', { body: '{"ok":true}' }],
  ['too often', { status: 429, retryAfter: 1 }],
];

test('whatever Slack says after a first connection, another is made when it lets', async () => {
  const made = failures.map(async ([name, failure]) => {
    const { slack, sockets, log } = await stage();
    await sockets.start();
    await bothConnected(slack);
    const fault = open(failure, 1e6);
    slack.faults.push(fault);
    slack.cut();
    await until(
      () => `a refused try of each after ${name}`,
      () => 1e6 - fault.times >= 3,
    );
    expect([name, sockets.connected, sockets.trouble?.why]).toEqual([name, false, expect.any(String)]);
    slack.faults.length = 0;
    await until(
      () => `a connection after ${name}`,
      () => sockets.connected,
      60_000,
    );
    expect([name, sockets.trouble]).toEqual([name, undefined]);
    return [name, log.filter((line) => line.includes('for ever'))] as const;
  });
  for (const [name, said] of await Promise.all(made)) expect([name, said.length]).toEqual([name, 1]);
});

test.each([
  ['invalid_auth', /refuses a connection \(SLACK_APP_TOKEN\): invalid_auth; put the token of/],
  ['org_login_required', /org_login_required; the workspace is being moved/],
  ['accesslimited', /accesslimited; Slack may be used from some networks only/],
  ['a_word_nobody_knows', /a_word_nobody_knows; what it means is said at https/],
])('%s is said once, with what to do', async (error, words) => {
  const { slack, sockets, log } = await stage();
  await sockets.start();
  await bothConnected(slack);
  const fault = open({ error }, 1e6);
  slack.faults.push(fault);
  slack.cut();
  await until('three tries', () => 1e6 - fault.times >= 3);
  expect(log.filter((line) => words.test(line))).toHaveLength(1);
  expect(sockets.trouble).toEqual({ why: expect.stringMatching(words), lasts: true });
});

test.each(['invalid_auth', 'not_allowed_token_type', 'token_revoked', 'a_word_nobody_knows'])(
  '%s at the very first is said to whoever starts it',
  async (error) => {
    const { slack, sockets } = await stage();
    slack.faults.push(open({ error }, 1e6));
    await expect(sockets.start()).rejects.toThrow(`Slack refuses a connection (SLACK_APP_TOKEN): ${error}`);
  },
);

test.each<[string, Failure]>([
  ['internal_error', { error: 'internal_error' }],
  ['HTTP 503', { status: 503 }],
  ['HTML', { body: '<html>' }],
])('%s at the very first is waited for', async (_, failure) => {
  const { slack, sockets } = await stage();
  slack.faults.push(open(failure, 2));
  await sockets.start();
  expect(sockets.connected).toBe(true);
});
