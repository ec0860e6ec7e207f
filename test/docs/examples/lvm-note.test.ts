import { afterAll, beforeAll, expect, test } from 'vitest';
import { wouldDo } from '../../farm/judging.ts';
import { judge, perform, undo } from '../../farm/real-host.ts';
import { type Sandboxed, sandboxed } from '../../farm/sandboxed.ts';
import { note } from './lvm-note.ts';

const args = { host: 'host01', vg: 'all', name: 'disk', note: 'moved', present: true };
const shows = (...tags: string[]) => [{ name: 'disk', uuid: 'one', tags }];

test.each([
  ['no note', args, shows('farmhand'), ['lvchange --addtag farmhand.note.moved all/disk']],
  ['the note', args, shows('farmhand.note.moved'), 'done: all/disk has the note moved'],
  ['no volume', args, [], 'blocked: there is no volume all/disk on host01'],
  [
    'a note to take off',
    { ...args, present: false },
    shows('farmhand.note.moved'),
    ['lvchange --deltag farmhand.note.moved all/disk'],
  ],
  ['another volume of its name', { ...args, uuid: 'two' }, shows(), 'done: all/disk is not that volume any more'],
])('where there is %s', (_, given, volumes, would) => {
  expect(wouldDo(note, given, { facts: { volumes } })).toEqual(would);
});

let farm: Sandboxed;
beforeAll(async () => {
  farm = await sandboxed();
});
afterAll(() => farm?.close());

test('a volume has the note, and then has none', async () => {
  const given = { ...args, name: farm.disk.volume };
  const receipt = await perform(farm.hosts, note, given);
  expect(await judge(farm.hosts, note, given)).toMatchObject({ is: 'done' });
  await undo(farm.hosts, [note], note, given, receipt);
  expect(await judge(farm.hosts, note, given)).toMatchObject({ is: 'todo' });
});
