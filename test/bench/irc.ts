import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { startAnope } from '../support/anope.ts';
import { startInspircd } from '../support/inspircd.ts';
import { installed } from '../support/installed.ts';
import { builtFarmhand } from './built.ts';
import { IrcAsker } from './irc-asker.ts';
import { pair, spread } from './pair.ts';
import { end, resident, started, startedAgain } from './program.ts';
import { median, milliseconds, type Row } from './row.ts';

/** Questions a round. */
const asked = 15;
/** Milliseconds between two questions: with echo-message on, under 100 a delayed TCP acknowledgement is measured instead. */
const gap = 100;

const login = { account: 'you', password: 'you-secret' };

/** Writes a farm.yaml beside the sandbox's, with that server in it, where a person is known by an account; says its path. */
export function farmOnIrc({ farmFile }: Pick<Sandbox, 'farmFile'>, port: number): string {
  const flood = { burst: 1000, per_second: 1000 };
  const irc = { host: '127.0.0.1', port, tls: false, nick: 'farmhand', channels: ['#ours'], flood };
  const file = join(dirname(farmFile), `farm-${port}.yaml`);
  const farm = readFileSync(farmFile, 'utf8').replace(/^( +)console: .*/m, `$&\n$1irc: ${login.account}`);
  writeFileSync(file, `${farm}chat: ${JSON.stringify({ irc })}\n`);
  return file;
}

/** How fast farmhand answers a person it knows on IRC, beside a bare bot on the same server; what it weighs when idle. */
export async function ircRows(): Promise<readonly Row[]> {
  if (installed('anope') === undefined)
    return [{ what: 'reply on IRC', ours: 'not measured', beside: 'not installed: anope', goal: '' }];
  const inspircd = await startInspircd();
  const anope = await startAnope(inspircd);
  const sandbox = await createSandbox();
  const cache = dirname(sandbox.farmFile);
  try {
    await anope.register(login.account, login.password);
    const port = inspircd.ports.unlimited;
    const bot = join('test', 'support', 'irc-ping-bot.ts');
    const ours = await startedAgain(
      [await builtFarmhand(), 'start', '--farm', farmOnIrc(sandbox, port)],
      'stderr',
      cache,
    );
    const bare = await started([bot, 'bare', String(port), 'bare', '#bare'], 'stdout', cache);
    const [one, two] = [
      await IrcAsker.connect(port, 'one', '#ours', login),
      await IrcAsker.connect(port, 'two', '#bare', login),
    ];
    const { ratios, ...times } = await pair(
      asked,
      () => setTimeout(gap).then(() => one.ask('!whoami', 'You are you')),
      () => setTimeout(gap).then(() => two.ask('!ping', 'pong')),
    );
    const memory = resident(ours);
    for (const asker of [one, two]) asker.close();
    await end(ours);
    await end(bare);
    return [
      {
        what: 'reply on IRC, 100 ms apart',
        ours: `${milliseconds(times.ours)}, ${spread(ratios)}`,
        beside: `bare irc-framework ${milliseconds(times.beside)}`,
        goal: 'at most 1.2 times',
        met: median(ratios) <= 1.2,
      },
      {
        what: 'resident memory, idle on IRC',
        ours: `${memory.toFixed(0)} MiB`,
        beside: '',
        goal: 'under 100 MiB',
        met: memory < 100,
      },
    ];
  } finally {
    await sandbox.close();
    await anope.remove();
    await inspircd.remove();
  }
}
