import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { secrets } from '../adapters/slack/house.ts';
import { startNgircd } from '../support/ngircd.ts';
import { type Slack, startSlack } from '../support/slack/slack.ts';
import { end, resident, started } from './program.ts';
import { median, milliseconds, type Row } from './row.ts';

const asked = 60;
/** Milliseconds between two questions. */
const gap = 100;

/** farmhand in Slack and on IRC: how fast it answers beside a bare Bolt bot on a double of the same making, and what it weighs. */
export async function slackRows(): Promise<readonly Row[]> {
  const [ours, bare] = await Promise.all([startSlack(), startSlack()]);
  const sandbox = await createSandbox();
  const irc = await startNgircd();
  const cache = dirname(sandbox.farmFile);
  try {
    const args = ['bin/farmhand', 'start', '--farm', farmFile(sandbox, irc.port)];
    const farmhand = await started(args, 'stderr', cache, secrets(ours));
    const bot = await started([join('test', 'support', 'slack', 'ping-bot.ts')], 'stdout', cache, secrets(bare));
    const [mine, theirs] = await asking([
      [ours, '!whoami'],
      [bare, '!ping'],
    ]);
    const memory = resident(farmhand);
    await end(farmhand);
    await end(bot);
    return [
      {
        what: 'reply in Slack, 100 ms apart',
        ours: milliseconds(mine),
        beside: `bare Bolt ${milliseconds(theirs)}`,
        goal: 'at most 1.3 times',
        met: mine <= theirs * 1.3,
      },
      {
        what: 'resident memory, idle in Slack and on IRC',
        ours: `${memory.toFixed(0)} MiB`,
        beside: '',
        goal: 'under 150 MiB',
        met: memory < 150,
      },
    ];
  } finally {
    await irc.remove();
    await sandbox.close();
    await Promise.all([ours.close(), bare.close()]);
  }
}

function farmFile(sandbox: Sandbox, port: number): string {
  const flood = { burst: 1000, per_second: 1000 };
  const irc = { host: '127.0.0.1', port, tls: false, nick: 'farmhand', channels: ['#ours'], flood };
  const file = join(dirname(sandbox.farmFile), 'farm-slack.yaml');
  writeFileSync(file, `${readFileSync(sandbox.farmFile, 'utf8')}chat: ${JSON.stringify({ irc, slack: { flood } })}\n`);
  return file;
}

/** Medians in milliseconds, from the message until the answer is posted; asked in turn, so that what else the machine does hits both. */
async function asking(bots: readonly (readonly [Slack, string])[]): Promise<[number, number]> {
  const askers = bots.map(([slack, question]) => {
    const person = slack.person('asker');
    return { slack, question, person, channel: slack.channel('bench', [person]), times: [] as number[] };
  });
  for (let n = 0; n < asked; n++) {
    for (const { slack, question, person, channel, times } of askers) {
      const answered = new Promise<void>((resolve) => {
        slack.onPost = () => resolve();
      });
      const began = performance.now();
      await Promise.all([person.say(channel, question), answered.then(() => times.push(performance.now() - began))]);
      await setTimeout(gap);
    }
  }
  const [mine = Number.NaN, theirs = Number.NaN] = askers.map(({ times }) => median(times.slice(asked / 10)));
  return [mine, theirs];
}
