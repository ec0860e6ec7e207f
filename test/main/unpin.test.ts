import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import { pinShelf } from '../../adapters/irc/pins.ts';
import { readFarm } from '../../main/farm.ts';
import { openJournal } from '../../main/open-journal.ts';
import type { Program } from '../../main/program.ts';
import { unpin } from '../../main/unpin.ts';
import { smallText } from '../farm/farms.ts';

let farmFile = '';
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-unpin-'));
  farmFile = join(folder, 'farm.yaml');
  return () => rm(folder, { recursive: true });
});

/** What `farmhand unpin` comes to, and whose accounts are known afterwards, where each network knows that of alice. */
async function unpinned(chat: string, platforms: readonly string[], ...words: readonly string[]) {
  await writeFile(farmFile, `${smallText}chat: {irc: ${chat}}\n`);
  const program = {
    env: {},
    farmFile,
    words,
    output: new PassThrough(),
    error: new PassThrough(),
  } as unknown as Program;
  const farm = await readFarm(program);
  const before = await openJournal({}, farm);
  for (const platform of platforms) await before.addNote(pinShelf(platform), 'alice', '1');
  await before.close();
  const came = await unpin(program).catch((error: Error) => error.message);
  const after = await openJournal({}, farm);
  const known: string[] = [];
  for (const platform of platforms) if ((await after.notes(pinShelf(platform))).size > 0) known.push(platform);
  await after.close();
  return { came, known };
}

test('an account is forgotten on the one network there is', async () => {
  expect(await unpinned('{host: a}', ['irc'], 'Alice')).toEqual({ came: 0, known: [] });
  expect(await unpinned('{host: a}', ['irc'], 'bob')).toMatchObject({ came: 1, known: ['irc'] });
});

test('of several networks it is forgotten on the one that is named, and on none where none is', async () => {
  const [two, both] = ['{left: {host: a}, right: {host: b}}', ['irc/left', 'irc/right']];
  expect(await unpinned(two, both, 'alice', 'left')).toEqual({ came: 0, known: ['irc/right'] });
  expect(await unpinned(two, both, 'alice')).toEqual({ came: 'name its network: left or right', known: both });
  expect(await unpinned(two, both, 'alice', 'middle')).toMatchObject({ came: 'name its network: left or right' });
});
