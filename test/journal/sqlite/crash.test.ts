import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaseOfRun } from '../../../src/journal/journal.ts';
import { processOwner } from '../../../src/journal/owner.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';

const program = fileURLToPath(new URL('../writer.ts', import.meta.url));

describe('processes that share a journal', () => {
  let folder: string;
  let file: string;
  let children: ChildProcess[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-crash-'));
    file = join(folder, 'journal.sqlite');
    children = [];
  });
  afterEach(async () => {
    for (const child of children)
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL') && (await once(child, 'exit'));
    rmSync(folder, { recursive: true });
  });

  /** Starts a writer; `began` resolves once something is acknowledged, `printed` when it has ended. */
  function writer(...args: readonly string[]) {
    const child = spawn(process.execPath, [program, file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return { child, began: once(child.stdout, 'readable'), printed: text(child.stdout), exited: once(child, 'exit') };
  }

  it('make the file together, and lose no write of each other', async () => {
    const writers = Array.from({ length: 4 }, () => writer('50'));
    for (const { exited } of writers) expect(await exited).toEqual([0, null]);
    const journal = await openSqliteJournal(file);
    const runs = await journal.runs();
    expect(runs.map(({ run }) => run)).toEqual([4, 3, 2, 1]);
    for (const { version } of runs) expect(version).toBeGreaterThanOrEqual(50);
    expect(await journal.verify()).toMatchObject({ ok: true });
    await journal.close();
  });

  it('leave a whole chain with all that was acknowledged, whenever they are killed', async () => {
    for (let round = 0; round < 4; round++) {
      const writers = [writer(), writer()];
      await Promise.all(writers.map(({ began }) => began));
      for (const { child, exited } of writers) {
        await sleep(10 + 40 * round);
        child.kill('SIGKILL');
        expect(await exited).toEqual([null, 'SIGKILL']);
      }
      const journal = await openSqliteJournal(file);
      expect(await journal.verify()).toMatchObject({ ok: true });
      const hashes = new Map((await journal.since(0, 1_000_000)).map(({ seq, hash }) => [`${seq}`, hash]));
      const acknowledged = (await Promise.all(writers.map(({ printed }) => printed)))
        .join('')
        .split('\n')
        .filter(Boolean);
      expect(acknowledged.length).toBeGreaterThan(0);
      for (const line of acknowledged) {
        const [seq = '', hash] = line.split(' ');
        expect(hashes.get(seq)).toBe(hash);
      }
      // What the dead had in hand is free to be taken up at once, and their locks stay with their runs.
      for (const { run } of await journal.runs({ limit: 2 }))
        expect(await journal.lease(leaseOfRun(run), processOwner(), 1_000)).toBeDefined();
      expect(await journal.locks()).toHaveLength(2 * (round + 1));
      await journal.close();
    }
  });

  it('leave a note they took, killed before they waited for the disk', async () => {
    const journalOf = fileURLToPath(new URL('../../../src/journal/sqlite/journal.ts', import.meta.url));
    const taking = `const { openSqliteJournal } = await import(${JSON.stringify(journalOf)});
      const journal = await openSqliteJournal(${JSON.stringify(file)});
      if (await journal.takeNote('heard', 'm1', 'status')) process.kill(process.pid, 'SIGKILL');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', taking], { stdio: 'inherit' });
    children.push(child);
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    const journal = await openSqliteJournal(file);
    expect(await journal.notes('heard')).toEqual(new Map([['m1', 'status']]));
    expect(await journal.takeNote('heard', 'm1', 'status')).toBeUndefined();
    expect(await journal.verify()).toMatchObject({ ok: true });
    await journal.close();
  });
});
