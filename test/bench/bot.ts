import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { startInspircd } from '../support/inspircd.ts';
import { replyLatency } from '../support/irc-latency.ts';
import { seedJournal } from '../support/journal.ts';
import { median, milliseconds, type Row } from './row.ts';

const root = join(import.meta.dirname, '../..');
const history = 10_000;

/** A process and the milliseconds until it printed `ready`. */
async function started(
  args: readonly string[],
  where: 'stdout' | 'stderr',
): Promise<{ process: ChildProcess; ready: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [...args], { cwd: root, env: { ...process.env, LOG_LEVEL: 'info' } });
  for await (const line of createInterface({ input: child[where] })) {
    if (/\bready\b/.test(line)) break;
  }
  child[where].resume();
  return { process: child, ready: performance.now() - began };
}

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, 'exit');
  child.kill();
  await closed;
}

/** MiB of resident memory. */
function resident({ pid }: ChildProcess): number {
  const [, kibi = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibi) / 1024;
}

/** The bot on IRC: how fast it answers beside a bare bot, what it weighs when idle, how soon it is ready with a long history. */
export async function botRows(): Promise<readonly Row[]> {
  const ircd = await startInspircd();
  const sandbox = await createSandbox();
  const chat = {
    host: '127.0.0.1',
    port: ircd.ports.unlimited,
    tls: false,
    nick: 'farmhand',
    channels: ['#ours'],
    flood: { burst: 1000, per_second: 1000 },
  };
  const farm = `${readFileSync(sandbox.farmFile, 'utf8')}chat: ${JSON.stringify({ irc: chat })}\n`;
  writeFileSync(sandbox.farmFile, farm);
  const start = ['src/main.ts', 'start', '--farm', sandbox.farmFile];
  try {
    const ours = await started(start, 'stderr');
    const bare = await started(
      ['test/support/irc-ping-bot.ts', 'bare', String(ircd.ports.unlimited), 'bare', '#bare'],
      'stdout',
    );
    const asking = { port: ircd.ports.unlimited, count: 60, gap: 100 };
    const mine = median(
      await replyLatency({ ...asking, nick: 'one', channel: '#ours', question: '!whoami', answer: '#ours' }),
    );
    const theirs = median(
      await replyLatency({ ...asking, nick: 'two', channel: '#bare', question: '!ping', answer: 'pong' }),
    );
    const memory = resident(ours.process);
    await end(ours.process);
    await end(bare.process);
    await seedJournal(join(dirname(sandbox.farmFile), 'data', 'journal.sqlite'), history);
    const long = await started(start, 'stderr');
    await end(long.process);
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
      {
        what: `start to ready, ${history} runs in the journal`,
        ours: milliseconds(long.ready),
        beside: `none in it: ${milliseconds(ours.ready)}`,
        goal: 'under 1000 ms',
        met: long.ready < 1000,
      },
    ];
  } finally {
    await sandbox.close();
    await ircd.remove();
  }
}
