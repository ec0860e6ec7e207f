import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/bot/refusal.ts';
import { draining } from '../../../src/bot/survey/draining.ts';
import { migrateWords } from '../../../src/bot/survey/migrate-words.ts';
import { migrating } from '../../../src/bot/survey/migrating.ts';
import type { PendingRun } from '../../../src/engine/claims.ts';
import type { Wanted } from '../../../src/engine/plan.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { ReadFarm } from '../../../src/farm/read-parts.ts';
import type { FarmState, Instance, Node } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { run } from '../views.ts';
import { gallifrey, state } from './state.ts';

const gibi = 2 ** 30;
const farm: Farm = {
  ...exampleFarm,
  hypervisor: {
    ...exampleFarm.hypervisor,
    nodes: new Map([
      ['host01.farm', 'host01'],
      ['host02.farm', 'host01'],
    ]),
  },
};

function node(name: string, more: Partial<Node> = {}): Node {
  return { name, standing: 'in use', memoryTotal: 24 * gibi, memoryFree: 20 * gibi, ...more };
}

function vm(name: string, more: Partial<Instance> = {}): Instance {
  const drbd = { template: 'drbd', secondaries: ['host02.farm'], volumes: [], disks: [30 * gibi] };
  return { ...gallifrey, ...drbd, name: `${name}.xivo.vm.farm`, ...more };
}

const plain = { template: 'plain', secondaries: [] };
const down = { health: 'down', status: 'ADMIN_down', running: false } as const;
const gone = { health: 'unknown', status: 'ERROR_nodeoffline', running: null } as const;
const offline = [node('host01.farm', { standing: 'offline' }), node('host02.farm')];

interface Shown {
  readonly instances?: readonly Instance[];
  readonly nodes?: readonly Node[];
  readonly pending?: readonly PendingRun[];
  readonly on?: Farm;
  /** What Ganeti is to have up. */
  readonly up?: readonly string[];
}

function context({
  instances = [vm('gallifrey')],
  nodes = [node('host01.farm'), node('host02.farm')],
  pending = [],
  on = farm,
  up = instances.map(({ name }) => name),
}: Shown = {}) {
  const given: Partial<FarmState> = {
    instances: { known: instances },
    nodes: { known: nodes },
    balloons: new Map([['host01.farm', { known: new Map(instances.map(({ name }) => [name, gibi])) }]]),
  };
  return {
    farm: on,
    look: async () => state(given),
    pending: async () => pending,
    read: (async () => ({ up: { known: new Set(up) } })) as unknown as ReadFarm,
  };
}

const migrate = (words: string, shown?: Shown) =>
  migrating(context(shown), 'gallifrey', migrateWords(words.split(' ').filter((word) => word !== '')));
const drain = (word: string, shown?: Shown, leave = false) => draining(context(shown), word, leave);

/** The steps in a word each, `ACTION NODE`. */
function steps({ steps }: Pick<Wanted, 'steps'>): readonly string[] {
  return steps.map(({ action, args }) => {
    const { to, instance, node, host } = args as Record<string, string>;
    return [action, to ?? node ?? (action === 'balloon.set' ? host : ''), instance?.split('.')[0] ?? '']
      .filter((word) => word !== '')
      .join(' ');
  });
}

async function refused(work: Promise<unknown>): Promise<readonly string[]> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof Refusal) return thrown.lines;
  throw thrown ?? new Error('it was not refused');
}

/** A run that takes memory of host02. */
function claiming(bytes: number): PendingRun {
  return { ...run(), claims: [{ kind: 'memory', node: 'host02.farm', bytes }] };
}

describe('!migrate', () => {
  test.each<readonly [string, string, Shown, readonly string[]]>([
    ['what runs goes to its mirror', '', {}, ['ganeti.migrate host02.farm gallifrey']],
    ['the node may be named by its first label', 'host02', {}, ['ganeti.migrate host02.farm gallifrey']],
    ['what is down too', '', { instances: [vm('gallifrey', down)] }, ['ganeti.migrate host02.farm gallifrey']],
    [
      'what is down is not failed over, for nothing is interrupted',
      '--failover',
      { instances: [vm('gallifrey', down)] },
      ['ganeti.migrate host02.farm gallifrey'],
    ],
    [
      'disks on one node alone are moved while it is down',
      '',
      { instances: [vm('gallifrey', plain)] },
      [
        'ganeti.stop gallifrey',
        'ganeti.move host02.farm gallifrey',
        'ganeti.start gallifrey',
        'balloon.set host01 gallifrey',
      ],
    ],
    [
      'of what is down with such disks, nothing is started',
      '',
      { instances: [vm('gallifrey', { ...plain, ...down })] },
      ['ganeti.move host02.farm gallifrey'],
    ],
    [
      'where no node is named, such disks go where the most memory is left',
      '',
      {
        instances: [vm('gallifrey', { ...plain, ...down })],
        nodes: [node('host01.farm'), node('host02.farm'), node('host03.farm', { memoryFree: 21 * gibi })],
      },
      ['ganeti.move host03.farm gallifrey'],
    ],
    [
      'what was on a dead node starts at its mirror',
      '--failover',
      { instances: [vm('gallifrey', gone)], nodes: offline },
      ['ganeti.failover host02.farm gallifrey', 'balloon.set host01 gallifrey'],
    ],
    [
      'what was to be down on a dead node is not ballooned',
      '--failover',
      { instances: [vm('gallifrey', gone)], nodes: offline, up: [] },
      ['ganeti.failover host02.farm gallifrey'],
    ],
  ])('%s', async (_, words, shown, expected) => {
    expect(steps(await migrate(words, shown))).toEqual(expected);
  });

  test('only what may lose something takes a second person, and says what and what else must be', async () => {
    const lost = await migrate('--failover', { instances: [vm('gallifrey', gone)], nodes: offline });
    expect(lost.least).toBe('destructive');
    expect(lost.losses).toEqual([
      'may be lost: what it wrote last, as far as the copy of its disks on host02.farm was behind; that cannot be seen before',
    ]);
    expect(lost.notes).toEqual([
      'host01.farm must be off, and stay off: were gallifrey running there still, there would be two of it',
      'memory: 4 GiB of host02.farm, which has 20 GiB for it',
    ]);
    const answers = await migrate('--failover');
    expect(answers.least).toBeUndefined();
    expect(answers.notes[0]).toBe(
      'host01.farm answers: !migrate gallifrey does it without interruption. This shuts it down, and starts it on host02.farm',
    );
    expect((await migrate('')).least).toBeUndefined();
  });

  test('a plan says how long it is down while its disks are copied', async () => {
    const { notes } = await migrate('', { instances: [vm('gallifrey', plain)] });
    expect(notes[0]).toBe(
      'its disks (30 GiB) are on host01.farm alone, so they are copied, and it is down meanwhile: about 5 min 22 s at 1 Gbit/s',
    );
  });

  test('it says where farm.yaml has no host for the node, which nothing else can then be done on', async () => {
    const { hypervisor } = farm;
    const on = { ...farm, hypervisor: { ...hypervisor, nodes: new Map([['host01.farm', 'host01']]) } };
    const wanted = await migrate('', { on, instances: [vm('gallifrey', plain)] });
    expect(wanted.notes.at(-1)).toMatch(/^farm.yaml has no host for host02.farm/);
    expect(steps(wanted)).not.toContain('balloon.set host01 gallifrey');
  });

  test('its VM, and both nodes against being drained, are locked', async () => {
    expect((await migrate('')).locks).toEqual([
      { key: 'vm:gallifrey', mode: 'exclusive' },
      { key: 'node:host01.farm', mode: 'shared' },
      { key: 'node:host02.farm', mode: 'shared' },
    ]);
  });

  test.each<readonly [string, Shown, readonly string[]]>([
    ['host01', {}, ['gallifrey is on host01.farm already.']],
    ['host2', {}, ['There is no node host2. Did you mean host02.farm?']],
    ['tardis', {}, ['There is no node tardis. The nodes are host01.farm and host02.farm.']],
    [
      'host03',
      { nodes: [node('host01.farm'), node('host02.farm'), node('host03.farm')] },
      [
        'gallifrey can only go to host02.farm, where the mirror of its disks is, and not to host03.farm.',
        '!migrate gallifrey brings it there. For host03.farm its mirror has to be made there first, which copies its disks.',
      ],
    ],
    [
      '',
      { nodes: [node('host01.farm'), node('host02.farm', { standing: 'drained' })] },
      ['gallifrey cannot go to host02.farm: host02.farm is drained.'],
    ],
    [
      '',
      { nodes: [node('host01.farm'), node('host02.farm', { memoryFree: 3 * gibi })] },
      ['gallifrey cannot go to host02.farm: host02.farm has 3 GiB of memory for it, and it takes 4 GiB.'],
    ],
    [
      '',
      { pending: [claiming(18 * gibi)] },
      ['gallifrey cannot go to host02.farm: host02.farm has 2 GiB of memory for it, and it takes 4 GiB.'],
    ],
    [
      '',
      { instances: [vm('gallifrey', gone)], nodes: offline },
      [
        'host01.farm is offline, and nothing is migrated from there.',
        '!migrate gallifrey --failover has it go on at the other copy of its disks, on host02.farm: what had not come there is lost.',
      ],
    ],
    [
      '--failover',
      { instances: [vm('gallifrey', { ...gone, ...plain })], nodes: offline },
      [
        'The disks of gallifrey are on host01.farm alone, which is offline: until that is back, gallifrey cannot run elsewhere.',
      ],
    ],
    [
      '--failover',
      { instances: [vm('gallifrey', { ...gone, status: 'ERROR_nodedown' })] },
      [
        'Ganeti does not reach host01.farm (ERROR_nodedown), where gallifrey may run still: two of it would spoil its disks.',
        "Where host01.farm is dead, have it switched off, then on Ganeti's master: gnt-node modify --offline=yes host01.farm.",
        'Then ask again.',
      ],
    ],
    [
      '--failover',
      { instances: [vm('gallifrey', plain)] },
      [
        'The disks of gallifrey are on host01.farm alone, so there is no copy to fail over to. !migrate gallifrey host02.farm moves it with them.',
      ],
    ],
    [
      '',
      { instances: [vm('gallifrey', plain)], nodes: [node('host01.farm')] },
      ['There is no other node that gallifrey could go to.'],
    ],
  ])('!migrate gallifrey %s is refused: %#', async (words, shown, lines) => {
    expect(await refused(migrate(words, shown))).toEqual(lines);
  });
});

describe('!drain', () => {
  const three = [vm('gallifrey'), vm('skaro', { memory: 8 * gibi }), vm('trenzalore', down)];

  test('has the node given no more, then brings its VMs away one after the other, the largest first', async () => {
    const wanted = await drain('host01', { instances: three });
    expect(steps(wanted)).toEqual([
      'ganeti.drain host01.farm',
      'ganeti.migrate host02.farm skaro',
      'ganeti.migrate host02.farm gallifrey',
      'ganeti.migrate host02.farm trenzalore',
    ]);
    expect(wanted.steps.map(({ after }) => after)).toEqual([[], ['drain'], ['migrate-1'], ['migrate-2']]);
    expect(wanted.subjects).toEqual(['skaro', 'gallifrey', 'trenzalore']);
    expect(wanted.locks).toContainEqual({ key: 'node:host01.farm', mode: 'exclusive' });
    expect(wanted.notes).toEqual(['memory: 2 running VMs to host02.farm, which may have 12 GiB; it has 20 GiB free']);
    expect(wanted.steps.every(({ provided }, index) => index === 0 || provided?.otherwise === 'stop')).toBe(true);
  });

  test('needs room for each when its turn comes: what it may have for a moment, after what the balloons left those before it', async () => {
    const nodes = [node('host01.farm'), node('host02.farm', { memoryFree: 9 * gibi })];
    expect(steps(await drain('host01', { instances: three, nodes }))).toHaveLength(4);
    const fewer = [node('host01.farm'), node('host02.farm', { memoryFree: 8 * gibi })];
    const both = [vm('gallifrey', { memory: 8 * gibi }), vm('skaro', { memory: 8 * gibi })];
    expect(await refused(drain('host01', { instances: both, nodes: fewer }))).toEqual([
      '1 VM of host01.farm cannot leave it as it is:',
      'skaro: host02.farm has 7 GiB of memory for it, and it takes 8 GiB',
      '!drain host01.farm --leave leaves it there, and brings the others away.',
    ]);
  });

  test('what cannot go is named with what to do, and stays where that is asked for', async () => {
    const instances = [
      vm('gallifrey'),
      vm('skaro', plain),
      vm('trenzalore', { secondaries: ['host03.farm'] }),
      vm('mondas', { health: 'error', status: 'ERROR_down', running: false }),
      { ...vm('x'), name: 'router.example.org' },
    ];
    const nodes = [node('host01.farm'), node('host02.farm'), node('host03.farm', { standing: 'offline' })];
    const [, ...lines] = await refused(drain('host01', { instances, nodes }));
    expect(lines.slice(0, -1)).toEqual([
      'mondas: Ganeti says ERROR_down: !start or !stop it first',
      'router.example.org: by the naming rules of farm.yaml it is no VM of the farm',
      'skaro: its disks are on host01.farm alone: !migrate skaro moves it with them, and it is down meanwhile',
      'trenzalore: host03.farm is offline',
    ]);
    const left = await drain('host01', { instances, nodes }, true);
    expect(left.command).toBe('drain host01.farm --leave');
    expect(left.subjects).toEqual(['gallifrey']);
    expect(left.notes.slice(1)).toEqual(lines.slice(0, -1).map((line) => `stays on host01.farm: ${line}`));
  });

  test('that the node mirrors the disks of others is said', async () => {
    const other = vm('skaro', { node: 'host02.farm', secondaries: ['host01.farm'] });
    const { notes } = await drain('host01', { instances: [vm('gallifrey'), other] });
    expect(notes.at(-1)).toBe('1 other VM will have the mirror of the disks on host01.farm still');
  });

  test.each<readonly [string, Shown, readonly string[]]>([
    ['host1', {}, ['There is no node host1. Did you mean host01.farm?']],
    [
      'host01',
      { instances: [vm('gallifrey', gone)], nodes: offline },
      [
        'host01.farm is offline, and nothing is migrated from there.',
        '!migrate VM --failover has one go on at the other copy of its disks: gallifrey.xivo.vm.farm.',
      ],
    ],
  ])('!drain %s is refused', async (word, shown, lines) => {
    expect(await refused(drain(word, shown))).toEqual(lines);
  });

  test('only a node that this plan drains is given VMs again by its undoing', async () => {
    const drains = (wanted: Wanted) => (wanted.steps[1]?.args as { readonly drains?: boolean } | undefined)?.drains;
    expect(drains(await drain('host01'))).toBe(true);
    const drained = [node('host01.farm', { standing: 'drained' }), node('host02.farm')];
    expect(drains(await drain('host01', { nodes: drained }))).toBe(false);
  });
});
