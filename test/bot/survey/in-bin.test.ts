import { describe, expect, test } from 'vitest';
import { costOf } from '../../../src/bot/survey/capacity.ts';
import { inBin, roomInBin } from '../../../src/bot/survey/in-bin.ts';
import { whyLost } from '../../../src/bot/survey/keeping.ts';
import { likeBinned } from '../../../src/bot/survey/like-binned.ts';
import { leftovers } from '../../../src/bot/survey/vm.ts';
import { vmState } from '../../../src/bot/survey/vm-state.ts';
import type { PendingRun } from '../../../src/engine/claims.ts';
import { vmNamed } from '../../../src/farm/naming.ts';
import type { GroupState, Volume } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { gallifrey, onHost01, state, storage } from './state.ts';

const farm = exampleFarm;
const node = 'host01.farm';

/** A disk in the bin of so many GiB, kept until that day of December. */
function binned(vm: string, run: number, gibibytes: number, until: number, disk = 0): Volume {
  const end = `202612${String(until).padStart(2, '0')}T120000Z`;
  const tags = [`farmhand.bin.${run}.${end}.${vm}.chloe.b`];
  return { name: `bin.0000000${run}.disk${disk}-${vm}`, extents: gibibytes * 256, open: false, tags };
}

const having = (volumes: readonly Volume[], others: readonly GroupState[] = []) =>
  state({
    storage: onHost01({
      known: { ...storage, volumes: [...storage.volumes, ...volumes], ...(others.length > 0 && { others }) },
    }),
  });

describe('what is in the bin', () => {
  test('is put together of its disks, what is kept for the shortest time first, and names who and until when', () => {
    const ssd = {
      volumeGroup: { name: 'ssd', extentSize: 2 ** 22, extents: 100, freeExtents: 0 },
      volumes: [binned('skaro', 3, 2, 9, 1)],
    };
    const found = inBin(farm, having([binned('skaro', 3, 8, 9), binned('clom', 4, 1, 8)], [ssd]));
    expect(
      found.map(({ volumes, ...one }) => ({ ...one, volumes: volumes.map(({ name, group }) => [name, group]) })),
    ).toEqual([
      {
        vm: 'clom',
        run: 4,
        by: 'chloe.b',
        until: '2026-12-08T12:00:00.000Z',
        node,
        bytes: 2 ** 30,
        volumes: [['bin.00000004.disk0-clom', undefined]],
      },
      {
        vm: 'skaro',
        run: 3,
        by: 'chloe.b',
        until: '2026-12-09T12:00:00.000Z',
        node,
        bytes: 10 * 2 ** 30,
        volumes: [
          ['bin.00000003.disk0-skaro', undefined],
          ['bin.00000003.disk1-skaro', 'ssd'],
        ],
      },
    ]);
  });

  test.each<[string, Volume]>([
    ['has no such tag', { ...binned('skaro', 3, 8, 9), tags: ['farmhand'] }],
    ['has another name', { ...binned('skaro', 3, 8, 9), name: 'f3e8d23f.disk0' }],
  ])('is nothing that %s', (_, volume) => {
    expect(inBin(farm, having([volume]))).toEqual([]);
  });

  test('is no leftover of a VM of its name, and keeps nobody from having that', () => {
    const seen = vmState(farm, having([binned('skaro', 3, 8, 9)]), 'skaro');
    expect(leftovers(seen)).toEqual([]);
    expect(seen.volumes).toEqual([]);
  });
});

describe('where a volume group runs short,', () => {
  const full = having([binned('skaro', 3, 8, 9), binned('clom', 4, 1, 8), binned('telos', 5, 4, 10)]);
  const missing = (gibibytes: number, group = 'all') =>
    roomInBin(farm, full, { node, group, bytes: gibibytes * 2 ** 30 });

  test.each([
    [
      'whatever would do alone is named',
      missing(3),
      '!purge skaro 3 (8 GiB, kept until 2026-12-09 12:00 UTC) or !purge telos 5 (4 GiB',
    ],
    [
      'else what would do together',
      missing(10),
      '!purge clom 4 (1 GiB, kept until 2026-12-08 12:00 UTC), !purge skaro 3 (8 GiB, kept until 2026-12-09 12:00 UTC) and !purge telos 5 (4 GiB',
    ],
  ])('%s', (_, said, names) => {
    expect(said).toContain(` What is in the bin would make room: ${names}`);
  });

  test.each([
    ['all of it is not enough', missing(14)],
    ['none of it is in that group', missing(1, 'ssd')],
  ])('nothing is said where %s', (_, said) => expect(said).toBe(''));

  test('a clone that is refused for it says which of the bin would make it', () => {
    const disks = [{ index: 0, volume: 'f3e8d23f.disk0', extents: 15_360, bytes: 15_360 * 2 ** 22 }];
    expect(() => costOf({ from: farm, to: farm }, vmNamed(farm, 'gallifrey-dev'), disks, full, [])).toThrow(
      /^Volume group all has 60 GiB free; the copy takes 60 GiB and its snapshot 1 GiB\. What is in the bin would make room: !purge clom 4/,
    );
  });
});

describe('the disks of a VM that is destroyed', () => {
  const lost = (change: Partial<typeof gallifrey>) => {
    const instance = { ...gallifrey, ...change };
    const seen = vmState(farm, state({ instances: { known: [instance] } }), 'gallifrey');
    return whyLost(farm, state(), { ...seen, instance });
  };

  test.each<[string, Partial<typeof gallifrey>, string | undefined]>([
    ['are kept', {}, undefined],
    [
      'of DRBD are lost',
      { template: 'drbd', secondaries: ['host02.farm'] },
      'Ganeti keeps them as drbd, and adopts none that are',
    ],
    ['that are no volumes are lost', { volumes: [] }, 'not all of them are volumes'],
    [
      'in a group that farm.yaml does not name are lost',
      { groups: ['other'] },
      'not all of them are in volume groups of host01.farm that farm.yaml names',
    ],
  ])('%s', (_, change, why) => expect(lost(change)).toBe(why));
});

describe('what looks like a disk in the bin and cannot be told as one', () => {
  const bare = { ...binned('clom', 4, 1, 8), tags: [] };
  const renamed = { ...binned('skaro', 3, 2, 9), name: 'kept-by-hand' };
  const all = having([bare, renamed, binned('mondas', 5, 1, 9)]);

  test('is said with what to do, and is not in the bin, so that nothing purges it', () => {
    expect(inBin(farm, all).map(({ vm }) => vm)).toEqual(['mondas']);
    expect(likeBinned(farm, all, [])).toEqual([
      expect.stringMatching(
        /^the volume bin\.00000004\.disk0-clom on host01\.farm \(1 GiB\): it looks like disk 0 of clom in the bin, without its tag: /,
      ),
      expect.stringMatching(
        /^the volume kept-by-hand on host01\.farm \(2 GiB\): it has the tag of the bin, .*, and another name/,
      ),
    ]);
  });

  test('is not a disk that an instance has, nor what a run moves just now', () => {
    const used = { ...all, instances: { known: [{ ...gallifrey, volumes: [bare.name, renamed.name] }] } };
    expect(likeBinned(farm, used, [])).toEqual([]);
    expect(likeBinned(farm, { ...all, instances: { unknown: 'away' } }, [])).toEqual([]);
    const step = { action: 'ganeti.bin', args: {} };
    const hypervisor = { ...farm.roles.hypervisor, bins: () => [bare.name] };
    const moving = (state: string) => [{ state, plan: { steps: [step] } }] as unknown as readonly PendingRun[];
    const own = { ...farm, roles: { ...farm.roles, hypervisor } };
    expect(likeBinned(own, all, moving('running'))).toEqual([]);
    expect(likeBinned(own, all, moving('waiting'))).toHaveLength(2);
  });
});
