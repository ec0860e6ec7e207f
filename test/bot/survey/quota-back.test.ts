import { expect, test } from 'vitest';
import type { CommandContext } from '../../../src/bot/command.ts';
import { Refusal } from '../../../src/bot/refusal.ts';
import { refuseBack } from '../../../src/bot/survey/quota-back.ts';
import type { Decided, Decision } from '../../../src/engine/decision.ts';
import type { Wanted, WantedStep } from '../../../src/engine/plan.ts';
import type { Quota } from '../../../src/farm/limits.ts';
import type { Instance } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { gallifrey, onHost01, state, storage } from './state.ts';

const gibi = 2 ** 30;
const down: Instance = { ...gallifrey, running: false, health: 'down', memory: 4 * gibi };
const step = (action: string, args: object): WantedStep => ({ id: action, after: [], action, args: { ...args } });
const start = step('ganeti.start', { host: 'host01', instance: gallifrey.name });
const maximum = step('ganeti.maximum', { host: 'host01', instance: gallifrey.name, bytes: 6 * gibi });
const owning = (about: string, person: string): Decision => ({
  kind: 'owner',
  about,
  title: '',
  value: { person, mac: null },
  before: null,
});

/** What is refused of that, where rose has such a quota, and owns gallifrey as it is here. */
async function refused(quota: Quota, wanted: Partial<Wanted>, instance = down): Promise<readonly string[]> {
  const rose = { name: 'rose', roles: [], identities: {}, quota };
  const owner: Decided = { value: { person: 'rose', mac: null }, run: 1, at: '2026-12-01T00:00:00.000Z' };
  const bin = { name: 'bin.00000002.disk0-clom', extents: 512, open: false };
  const volumes = [...storage.volumes, { ...bin, tags: ['farmhand.bin.2.20261208T120000Z.clom.rose.b'] }];
  const seen = state({ instances: { known: [instance] }, storage: onHost01({ known: { ...storage, volumes } }) });
  const context = {
    farm: { ...exampleFarm, people: new Map([['rose', rose]]) },
    runService: {
      decided: async (kind: string) => new Map(kind === 'owner' ? [['gallifrey', owner]] : []),
    } as unknown as CommandContext['runService'],
    look: async () => seen,
    pending: async () => [],
  };
  try {
    const decisions = await refuseBack(context, { steps: [], ...wanted });
    return decisions.map(({ value }) => JSON.stringify(value));
  } catch (error) {
    if (error instanceof Refusal) return error.lines;
    throw error;
  }
}

test('a VM that is started, or may have more, by what is taken back or restored counts for the quota of its owner', async () => {
  const quota = { memory: 5 * gibi };
  expect(await refused(quota, { steps: [start] })).toEqual([]);
  // What is down takes none, however much it may have.
  expect(await refused(quota, { steps: [maximum] })).toEqual([]);
  const tooMuch = (has: string, more: string) => [
    `rose has ${has} of memory of 5 GiB of memory (quota): ${more} of memory more are too much.`,
  ];
  expect(await refused(quota, { steps: [maximum, start] })).toEqual(tooMuch('0 bytes', '6 GiB'));
  const up = { ...down, running: true, health: 'up' } as const;
  expect((await refused(quota, { steps: [maximum] }, up)).slice(0, 1)).toEqual(tooMuch('4 GiB', '2 GiB'));
  expect(await refused(quota, { steps: [start] }, up)).toEqual([]);
});

test('a VM that comes back from the bin counts with its disks, and with its memory where it is started', async () => {
  const own = { os: 'debootstrap+default', hypervisor: 'kvm', hypervisorParameters: {}, osParameters: {}, tags: [] };
  const nics = [{ mac: 'aa:00:00:00:00:01', parameters: {} }];
  const back = step('ganeti.restore', {
    ...{ host: 'host01', node: 'host01.farm', instance: 'clom.xivo.vm.farm', storage: 'host01', vg: 'all', vm: 'clom' },
    ...{ config: '/var/lib/ganeti/config.data', uuid: gallifrey.uuid, by: 'rose', keep: 86_400 },
    own: { ...own, backend: { maxmem: '4096' }, nics, withheld: false },
    disks: [{ volume: 'bin.00000002.disk0-clom', was: 'x.disk0', lv: 'a'.repeat(38) }],
  });
  const up = step('ganeti.start', { host: 'host01', instance: 'clom.xivo.vm.farm' });
  const undoing = { steps: [back, up], decisions: [owning('clom', 'rose')], undoes: 2 };
  expect(await refused({ vms: 1 }, undoing)).toEqual([
    'rose has 1 VM of 1 VM (quota): 1 VM more is too much.',
    expect.stringContaining('!destroy gallifrey'),
  ]);
  expect((await refused({ memory: 3 * gibi }, undoing))[0]).toContain('4 GiB of memory more are too much');
  expect((await refused({ disk: gibi }, undoing))[0]).toContain('2 GiB of disk more are too much');
  // What it takes is on record, so that it counts while the run is not over.
  expect(await refused({ vms: 2 }, { ...undoing, steps: [back] })).toEqual([
    `{"person":"rose","mac":null,"takes":{"memory":0,"disk":${2 * gibi}}}`,
  ]);
});
