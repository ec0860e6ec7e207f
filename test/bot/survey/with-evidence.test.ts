import { expect, test } from 'vitest';
import { withEvidence } from '../../../src/bot/survey/with-evidence.ts';
import type { Wanted } from '../../../src/engine/plan.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { Wanted as Parts, ReadFarm } from '../../../src/farm/read-parts.ts';
import type { Connection } from '../../../src/farm/roles/use.ts';
import type { FarmState, Reading } from '../../../src/farm/state.ts';
import type { RunHead } from '../../../src/journal/journal.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { run, step } from '../views.ts';
import { gallifrey, state } from './state.ts';

const now = new Date('2026-12-01T12:00:00Z');
const build = { ...step({ id: 'build' }), action: 'packaging.build', args: { revision: 'v1' } };
const wanted: Wanted = {
  command: 'stop gallifrey',
  title: 'stop gallifrey',
  subjects: ['gallifrey'],
  values: [],
  notes: ['it goes on running'],
  locks: [],
  steps: [{ id: 'stop', action: 'ganeti.stop', args: {}, after: [] }],
};

interface Shown {
  readonly on?: Farm;
  readonly state?: Partial<FarmState>;
  readonly connections?: Reading<readonly Connection[]>;
  readonly runs?: readonly Partial<Parameters<typeof run>[0]>[];
  /** Who asks, and whose the VM is: the instance with that MAC. */
  readonly asker?: string;
  readonly owner?: { readonly person: string; readonly mac: string | null };
}

/** The plan with what is shown, and what was asked for on the way. */
async function planned(shown: Shown = {}) {
  const { on = exampleFarm, state: given, connections = { known: [] }, runs = [], asker, owner } = shown;
  const asked: string[] = [];
  const read = (async (parts: Parts) => {
    asked.push(...Object.keys(parts).filter((name) => parts[name] !== undefined));
    const all: Record<string, Reading<unknown>> = {
      connections,
      requests: { known: { times: [now.getTime() - 3_600_000], since: now.getTime() - 40 * 86_400_000 } },
      logins: { known: { now: [], past: { known: { since: now.getTime() - 60 * 86_400_000 } } } },
    };
    return Object.fromEntries(Object.keys(parts).map((name) => [name, parts[name] && all[name]]));
  }) as unknown as ReadFarm;
  const views = runs.map((one, index) => run({ run: index + 1, ...one }));
  const plan = await withEvidence(
    {
      farm: on,
      person: asker === undefined ? null : { name: asker, roles: [] },
      look: async () => state(given),
      read,
      foresee: (steps) => void asked.push(...steps.map(({ id }) => `step ${id}`)),
      runService: {
        runs: async () => views.toReversed() as unknown as readonly RunHead[],
        run: async (word: string) => views[Number(word) - 1],
        decided: async (kind: string) =>
          new Map(kind === 'owner' && owner ? [['gallifrey', { value: owner, run: 1, at: now.toISOString() }]] : []),
      } as never,
    },
    wanted,
    () => now,
  );
  return { ...plan, asked };
}

test('what the steps depend on is asked for before anything is waited for, so that it is read at the same time', async () => {
  const { asked } = await planned();
  expect(asked[0]).toBe('step stop');
  expect(asked).toEqual(expect.arrayContaining(['connections', 'requests']));
});

test('evidence comes before the other notes, and nothing else of the plan is changed', async () => {
  const { notes, asked: _, ...rest } = await planned();
  expect(notes.at(-1)).toBe('it goes on running');
  expect(notes.length).toBeGreaterThan(1);
  expect({ ...rest, notes: wanted.notes }).toEqual({ ...wanted, idle: 3600 });
});

test('a plan says whose the VM is where that is who asks, of this very instance', async () => {
  const mac = gallifrey.macs[0] ?? null;
  const given = { by: 'sarah', steps: [] };
  const ownerFor = async (
    asker: string | undefined,
    owner: Shown['owner'],
    by: Partial<Parameters<typeof run>[0]> = given,
  ) => (await planned({ ...(asker !== undefined && { asker }), ...(owner && { owner }), runs: [by] })).owner;
  expect(await ownerFor('rose', { person: 'rose', mac })).toEqual({ name: 'rose', run: 1 });
  expect(await ownerFor('rose', { person: 'rose', mac }, { by: 'rose' })).toEqual({ name: 'rose', run: 1 });
  // Whoever took it for themselves has asked nobody.
  expect(await ownerFor('rose', { person: 'rose', mac }, { by: 'rose', steps: [] })).toBeUndefined();
  expect(await ownerFor('sarah', { person: 'rose', mac })).toBeUndefined();
  expect(await ownerFor('rose', { person: 'rose', mac: 'aa:00:00:00:00:01' })).toBeUndefined();
  expect(await ownerFor('rose', undefined)).toBeUndefined();
  expect(await ownerFor(undefined, { person: 'rose', mac })).toBeUndefined();
});

test('a VM that is down has no connections, and is not asked who is logged in', async () => {
  const down = { ...gallifrey, running: false, status: 'ADMIN_down' };
  const web = { protocol: 'tcp', from: '10.10.60.1', toPort: 80, forwarded: false };
  const { notes, asked } = await planned({ state: { instances: { known: [down] } }, connections: { known: [web] } });
  expect(asked).not.toContain('logins');
  expect(asked).not.toContain('connections');
  expect(notes.join()).not.toContain('open TCP');
  expect(notes.join()).toContain('not known: who is or was logged in');
});

test('a plan of a VM that is in use, or of which something is not known, does not say that it is idle', async () => {
  const web = { protocol: 'tcp', from: '203.0.113.9', toPort: 80, forwarded: true };
  expect(await planned({ connections: { known: [web] } })).not.toHaveProperty('idle');
  expect(await planned({ connections: { unknown: 'host01: no conntrack' } })).not.toHaveProperty('idle');
  expect(await planned({ state: { proxy: { unknown: 'host01: no nginx' } } })).not.toHaveProperty('idle');
});

test('where the proxy could not be read, whether its site is asked for is not known', async () => {
  const { notes } = await planned({ state: { proxy: { unknown: 'host01: no nginx' } } });
  expect(notes.join()).toContain('requests to its site (host01: no nginx)');
});

test('a firewall or proxy that does not tell leaves that unknown', async () => {
  const { firewall, proxy, ...roles } = exampleFarm.roles;
  const { connections: _, ...wall } = firewall as NonNullable<typeof firewall>;
  const { requests: __, ...web } = proxy as NonNullable<typeof proxy>;
  const { notes } = await planned({ on: { ...exampleFarm, roles: { ...roles, firewall: wall, proxy: web } } });
  expect(notes.join()).toContain('open connections (not told); requests to its site (not told)');
});

test("farmhand's own connection to a VM that it logs in to is nobody's; one by the forwarded port is", async () => {
  const own = { protocol: 'tcp', from: '10.10.60.1', toPort: 22, forwarded: false };
  const vms = new Map([['gallifrey', { name: 'gallifrey', protected: false, build: { host: 'gallifrey' } as never }]]);
  const on = { ...exampleFarm, vms };
  expect((await planned({ on, connections: { known: [own] } })).notes.join()).not.toContain('SSH connection');
  const outside = { ...own, from: '203.0.113.9', forwarded: true };
  expect((await planned({ on, connections: { known: [own, outside] } })).notes.join()).toContain(
    '1 open SSH connection by port 22005 (from 203.0.113.9)',
  );
  // Of a VM that farmhand does not log in to, every connection is somebody's.
  const others = { ...exampleFarm, vms: new Map(), hosts: new Map() };
  expect((await planned({ on: others, connections: { known: [own] } })).notes.join()).toContain(
    '1 open SSH connection within the farm',
  );
});

test('builds are those of the journal: under way, and the newest that is over', async () => {
  const vms = new Map([['gallifrey', { name: 'gallifrey', protected: false, build: { host: 'gallifrey' } as never }]]);
  const plan = { ...run().plan, steps: [build] };
  const began = { plan, startedAt: '2026-11-01T10:00:00.000Z' };
  const { notes } = await planned({
    on: { ...exampleFarm, vms },
    runs: [
      { ...began, state: 'done', endedAt: '2026-11-20T12:00:00.000Z' },
      { ...began, state: 'done', endedAt: '2026-11-29T12:00:00.000Z' },
      { plan: run().plan, state: 'done', startedAt: '2026-11-30T12:00:00.000Z', endedAt: '2026-11-30T12:00:00.000Z' },
      { ...began, state: 'running', by: 'alice' },
      { plan, state: 'waiting' },
    ],
  });
  expect(notes).toContain('run 4, asked by alice, builds there now');
  expect(notes.join()).toContain('built 2 d ago by run 2');
});
