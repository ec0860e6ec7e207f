import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../../platforms/sandboxes.ts';
import { cache, launcher } from '../../main/farmhand.ts';
import { until } from '../../support/daemon.ts';
import type { Person } from '../../support/slack/person.ts';
import { type Slack, startSlack } from '../../support/slack/slack.ts';
import type { SlackChannel } from '../../support/slack/workspace.ts';
import { secrets } from './house.ts';
import { hears, read, said } from './room.ts';

let slack: Slack;
let sandbox: Sandbox;
let you: Person;
let sarah: Person;
let channel: SlackChannel;
let farmhand: ChildProcess | undefined;

beforeAll(async () => {
  slack = await startSlack({ retries: Array(60).fill(1000) });
  [you, sarah] = [slack.person('you'), slack.person('sarah')];
  channel = slack.channel('farm', [you, sarah]);
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20, login: 'owner' });
  const farm = (await readFile(sandbox.farmFile, 'utf8'))
    .replace('    console: owner\n', `    console: owner\n    slack: ${you.account}\n`)
    .replace('    console: sarah\n', `    console: sarah\n    slack: ${sarah.account}\n`);
  await writeFile(sandbox.farmFile, `${farm}chat: {slack: {flood: {burst: 1000, per_second: 1000}}}\n`);
});
afterAll(async () => {
  await kill();
  await sandbox?.close();
  await slack?.close();
});

async function start(): Promise<void> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, XDG_CACHE_HOME: cache(), ...secrets(slack) };
  const child = spawn(process.execPath, [await launcher(), 'start', '--farm', sandbox.farmFile], { env });
  farmhand = child;
  const log: string[] = [];
  child.stdout.resume();
  for await (const line of createInterface({ input: child.stderr })) {
    log.push(line);
    if (line.includes('"ready"')) break;
  }
  child.stderr.resume();
  if (child.exitCode !== null) throw new Error(`farmhand did not start:\n${log.join('\n')}`);
}

/** As the kernel does when memory is short. */
async function kill(): Promise<void> {
  const child = farmhand;
  farmhand = undefined;
  if (!child || child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const lines = () => said(slack, channel).map(read);

test('killed after it acknowledged commands and before it answered, the program answers each when it is back, and runs each once', async () => {
  await start();
  slack.faults.push({ method: 'chat.postMessage', status: 503, times: 1e6 });
  await Promise.all([you.say(channel, '!whoami'), sarah.say(channel, '!clone gallifrey dev')]);
  expect(slack.delivery.tries.filter(({ acknowledged }) => acknowledged)).toHaveLength(2);
  await until('the clone to be planned', () => slack.calls.filter(({ status }) => status === 503).length > 2);
  await kill();
  slack.faults.length = 0;
  await start();
  await hears(slack, channel, /You are you/);
  const plan = await hears(slack, channel, /Waits for/);
  expect(lines().filter((line) => line.includes('Waits for'))).toHaveLength(1);
  expect(plan.text).toMatch(/^Run 1: /);
});

test('killed in the middle of the run, it goes on, says the end once, and counted the approval once', async () => {
  await you.say(channel, '!deny 1');
  await hears(slack, channel, /was denied by you/);
  await you.say(channel, '!restart gallifrey');
  const plan = await hears(slack, channel, /Run 2: [\s\S]*Waits for/);
  await you.react(plan, 'white_check_mark');
  await hears(slack, channel, /^✓ /m);
  await kill();
  const told = sarah.say(channel, '!whoami');
  await start();
  await told;
  await hears(slack, channel, /run 2 is done/);
  await hears(slack, channel, /You are sarah/);
  await until('the plan to tell the end', () => read(plan).includes('Done in'));
  expect(lines().filter((line) => line.includes('run 2 is done'))).toHaveLength(1);
  expect(lines().filter((line) => line.includes('You are sarah'))).toHaveLength(1);
  expect(read(plan).match(/approved by/g)).toHaveLength(1);
  expect(lines().join('\n')).not.toContain('does not wait for approval');
});
