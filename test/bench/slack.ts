import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { secrets } from '../adapters/slack/house.ts';
import { startNgircd } from '../support/ngircd.ts';
import { type Slack, startSlack } from '../support/slack/slack.ts';
import { builtFarmhand } from './built.ts';
import { pair, spread } from './pair.ts';
import { end, resident, started, startedAgain } from './program.ts';
import { median, milliseconds, type Row } from './row.ts';

/** Questions a round. */
const asked = 15;
/** Milliseconds between two questions. */
const gap = 100;

/** farmhand in Slack and on IRC: how fast it answers beside a bare Bolt bot on a double of the same making, and what it weighs. */
export async function slackRows(): Promise<readonly Row[]> {
  const [ours, bare] = await Promise.all([startSlack(), startSlack()]);
  const sandbox = await createSandbox();
  const irc = await startNgircd();
  const cache = dirname(sandbox.farmFile);
  try {
    const [one, two] = [asker(ours), asker(bare)];
    const args = [await builtFarmhand(), 'start', '--farm', farmFile(sandbox, irc.port, one.person.account)];
    const farmhand = await startedAgain(args, 'stderr', cache, secrets(ours));
    const bot = await started([join('test', 'support', 'slack', 'ping-bot.ts')], 'stdout', cache, secrets(bare));
    const { ratios, ...times } = await pair(
      asked,
      () => one.ask('!whoami'),
      () => two.ask('!ping'),
    );
    const memory = resident(farmhand);
    await end(farmhand);
    await end(bot);
    return [
      {
        what: 'reply in Slack, 100 ms apart',
        ours: `${milliseconds(times.ours)}, ${spread(ratios)}`,
        beside: `bare Bolt ${milliseconds(times.beside)}`,
        goal: 'at most 1.15 times',
        met: median(ratios) <= 1.15,
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

/** `identity`: of a person farmhand knows. */
function farmFile(sandbox: Sandbox, port: number, identity: string): string {
  const flood = { burst: 1000, per_second: 1000 };
  const irc = { host: '127.0.0.1', port, tls: false, nick: 'farmhand', channels: ['#ours'], flood };
  const file = join(dirname(sandbox.farmFile), 'farm-slack.yaml');
  const farm = readFileSync(sandbox.farmFile, 'utf8').replace(/^( +)console: .*/m, `$&\n$1slack: ${identity}`);
  writeFileSync(file, `${farm}chat: ${JSON.stringify({ irc, slack: { flood } })}\n`);
  return file;
}

/** Somebody in a channel with the app, and milliseconds from a question of theirs until something is posted there. */
function asker(slack: Slack) {
  const person = slack.person('asker');
  const channel = slack.channel('bench', [person]);
  return {
    person,
    async ask(question: string): Promise<number> {
      await setTimeout(gap);
      const answered = new Promise<number>((resolve) => {
        slack.onPost = () => resolve(performance.now());
      });
      const began = performance.now();
      const [at] = await Promise.all([answered, person.say(channel, question)]);
      return at - began;
    },
  };
}
