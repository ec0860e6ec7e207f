import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { startInspircd } from '../support/inspircd.ts';
import { replyLatency } from '../support/irc-latency.ts';
import { seedJournal } from '../support/journal.ts';
import { startNgircd } from '../support/ngircd.ts';
import { end, resident, type Started, started } from './program.ts';
import { median, milliseconds, type Row } from './row.ts';

const history = 10_000;
const starts = 5;

/** The words that start farmhand as a user does, on a sandbox farm and an IRC server. */
function starting(sandbox: Sandbox, port: number): readonly string[] {
  const flood = { burst: 1000, per_second: 1000 };
  const irc = { host: '127.0.0.1', port, tls: false, nick: 'farmhand', channels: ['#ours'], flood };
  const file = join(dirname(sandbox.farmFile), `farm-${port}.yaml`);
  writeFileSync(file, `${readFileSync(sandbox.farmFile, 'utf8')}chat: ${JSON.stringify({ irc })}\n`);
  return ['bin/farmhand', 'start', '--farm', file];
}

/** The bot on IRC: how fast it answers beside a bare bot, what it weighs when idle, how soon it is ready with a long history. */
export async function botRows(): Promise<readonly Row[]> {
  const inspircd = await startInspircd();
  const ngircd = await startNgircd({ pauses: false });
  const sandbox = await createSandbox();
  const folder = dirname(sandbox.farmFile);
  try {
    const first = starting(sandbox, ngircd.port);
    const cold = await started(first, 'stderr', folder);
    await end(cold);
    return [
      ...(await talking(sandbox, inspircd.ports.unlimited, folder)),
      await becomingReady(first, cold, join(folder, 'data', 'journal.sqlite'), folder),
    ];
  } finally {
    await sandbox.close();
    await ngircd.remove();
    await inspircd.remove();
  }
}

async function talking(sandbox: Sandbox, port: number, cache: string): Promise<readonly Row[]> {
  const bot = join('test', 'support', 'irc-ping-bot.ts');
  const ours = await started(starting(sandbox, port), 'stderr', cache);
  const bare = await started([bot, 'bare', String(port), 'bare', '#bare'], 'stdout', cache);
  const asking = { port, count: 60, gap: 100 };
  const mine = median(
    await replyLatency({ ...asking, nick: 'one', channel: '#ours', question: '!whoami', answer: '#ours' }),
  );
  const theirs = median(
    await replyLatency({ ...asking, nick: 'two', channel: '#bare', question: '!ping', answer: 'pong' }),
  );
  const memory = resident(ours);
  await end(ours);
  await end(bare);
  return [
    {
      what: 'reply on IRC, 100 ms apart',
      ours: milliseconds(mine),
      beside: `bare irc-framework ${milliseconds(theirs)}`,
      goal: 'at most 1.2 times',
      met: mine <= theirs * 1.2,
    },
    {
      what: 'resident memory, idle on IRC',
      ours: `${memory.toFixed(0)} MiB`,
      beside: '',
      goal: 'under 100 MiB',
      met: memory < 100,
    },
  ];
}

/** On an ngIRCd that makes nobody wait; InspIRCd lets a client in when its clock strikes the next second, whoever it is. */
async function becomingReady(words: readonly string[], cold: Started, journal: string, cache: string): Promise<Row> {
  const typical = async () => {
    const times: number[] = [];
    for (let n = 0; n < starts; n++) {
      const one = await started(words, 'stderr', cache);
      await end(one);
      times.push(one.ready);
    }
    return median(times);
  };
  const none = await typical();
  await seedJournal(journal, history);
  const long = await typical();
  return {
    what: `start to ready, ${history} runs in the journal`,
    ours: milliseconds(long),
    beside: `none in it ${milliseconds(none)}; the first start ever, nothing compiled yet ${milliseconds(cold.ready)}`,
    goal: 'under 1000 ms',
    met: long < 1000,
  };
}
