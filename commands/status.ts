import type { CommandContext, Reading, ReadingContext } from '../src/bot/command.ts';
import { drillName, drillRows } from '../src/bot/drills.ts';
import { ownerText } from '../src/bot/owned-text.ts';
import { ownerships } from '../src/bot/ownership.ts';
import { askedAbout } from '../src/bot/survey/asked-about.ts';
import { type BuildStatus, buildStatus } from '../src/bot/survey/build-status.ts';
import { disagreements } from '../src/bot/survey/disagreements.ts';
import { nodeRoom } from '../src/bot/survey/node-room.ts';
import type { VmState } from '../src/bot/survey/seen-vm.ts';
import { strays6 } from '../src/bot/survey/strays6.ts';
import { found } from '../src/bot/survey/vm.ts';
import { stateOf, vmStates } from '../src/bot/survey/vm-state.ts';
import { size, table } from '../src/bot/words.ts';
import type { PendingRun } from '../src/engine/claims.ts';
import type { RunView } from '../src/engine/run.ts';
import { known, unknowns } from '../src/farm/reading.ts';
import type { FarmState, Instance } from '../src/farm/state.ts';

export const status: Reading = {
  name: 'status',
  kind: 'read',
  elsewhere: ['info', 'show', 'state', 'health', 'ps', 'top', 'uptime'],
  usage: 'status [VM]',
  summary: 'Shows how a VM is, or the whole farm.',
  details: ({ roles }) => [
    'A VM by its name or address; a host; who has an address.',
    `State, addresses, port, site, memory with balloon, disk; what ${roles.hypervisor.title}, DNS, DHCP, firewall and proxy disagree about;`,
    'what a packaging farm has built, and whether it is set as others of its kind; its last drills; runs under way.',
  ],
  examples: [
    { say: 'status gallifrey', shows: '10.10.60.' },
    { say: 'status gallifrey', shows: 'v1.2.3 wanted, none built yet' },
    { after: ['clone gallifrey dev for 14d'], say: 'status gallifrey-dev', shows: 'owner you, until ' },
    { say: 'status 10.10.60.5', shows: 'gallifrey' },
    { say: 'status 10.10.60.99', shows: 'nothing on the farm speaks of it' },
    { say: 'status host01', shows: 'host01 is a host of the farm' },
    { say: 'status', shows: 'volume group all' },
    { say: 'status galifrey', shows: 'Did you mean gallifrey?' },
  ],
  answer: async (context) => {
    const [word] = context.args;
    const [state, open] = await Promise.all([context.recent.look(), context.pending()]);
    const lines = word === undefined ? ofFarm(context, state, open) : await ofVm(word, context, state, open);
    return { tone: 'answer', lines: [...lines, ...unknowns(state).map((why) => `Not known: ${why}`)] };
  },
};

async function ofVm(
  word: string,
  context: ReadingContext,
  state: FarmState,
  open: readonly PendingRun[],
): Promise<readonly string[]> {
  const { farm } = context;
  const about = askedAbout(farm, word, state, open);
  if ('lines' in about) return about.lines;
  const seen = found(farm, about.vm, state);
  const { rows: built, drifted }: BuildStatus = await buildStatus(
    { ...context, read: context.recent.read },
    state,
    seen.vm.name,
  );
  const { vm, instance, addresses, addresses6, dhcpHosts, forwards, site, volumes } = seen;
  const held = await ownerships(context.runService);
  const drills = instance ? await drillRows(context, vm.name, { macs: [...instance.macs] }, new Date()) : [];
  const disks = instance?.disks.map((bytes, index) => `${size(bytes)} ${volumeOf(instance, index, state)}`.trim());
  const several = disks && disks.length > 1;
  const rows: readonly (readonly [string, string])[] = [
    ['address', [...addresses, ...addresses6, vm.instance].join('  ')],
    ['MAC', instance?.macs.join(', ') ?? dhcpHosts[0]?.mac ?? ''],
    [
      'SSH port',
      forwards
        .filter(({ toPort }) => toPort === 22)
        .map(({ port }) => port)
        .join(', '),
    ],
    ['site', site ? site.names.map((name) => `http://${name}`).join('  ') : ''],
    ['memory', memoryOf(seen)],
    ...(several
      ? disks.map((shown, index) => [`disk ${index}`, shown] as const)
      : [['disk', (disks ?? volumes.map(({ name }) => name)).join(', ')] as const]),
    ...built,
    ...drills,
  ];
  return [
    [
      `${vm.name}: ${stateOf(seen)}${instance ? ` on ${instance.node}` : ''}`,
      ...(vm.protected ? ['protected'] : []),
      ...ownerText(held.of(vm.name, instance)),
    ].join(', '),
    ...table(rows.filter(([, value]) => value !== '').map(([key, value]) => [`  ${key}`, value])),
    ...disagreements(farm, state, seen).map((text) => `  look at this: ${text}`),
    ...drifted.map((say) => `  look at this: it is set otherwise than another packaging farm: ${say}`),
    ...open
      .filter(({ plan: { subjects } }) => subjects.includes(vm.name) || subjects.includes(drillName(vm.name)))
      .map((view) => `  ${runLine(view)}`),
  ];
}

/** The name of a disk's volume, with its volume group where that is not the farm's own. */
function volumeOf({ node, volumes, groups = [] }: Instance, index: number, { storage }: FarmState): string {
  const [volume = '', group] = [volumes[index], groups[index]];
  const own = known(storage.get(node), undefined)?.volumeGroup.name;
  return group === undefined || own === undefined || group === own ? volume : `${group}/${volume}`;
}

function ofFarm({ farm }: CommandContext, state: FarmState, open: readonly PendingRun[]): readonly string[] {
  const vms = vmStates(farm, state);
  const nodes = known(state.nodes, []);
  const rows = vms.map((seen) => [
    seen.vm.name,
    stateOf(seen),
    ...(nodes.length > 1 ? [seen.instance?.node ?? ''] : []),
    seen.addresses[0] ?? '',
    memoryOf(seen),
  ]);
  return [
    ...table(rows),
    ...nodes.map((node) => `${node.name}: ${nodeRoom(node, state)}`),
    ...vms.flatMap((seen) => disagreements(farm, state, seen).map((text) => `look at ${seen.vm.name}: ${text}`)),
    ...strays6(farm, state, open).map((text) => `look at ${text}`),
    ...open.map(runLine),
  ];
}

function memoryOf({ instance, balloon }: VmState): string {
  if (!instance) return '';
  return balloon === undefined ? size(instance.memory) : `${size(balloon)} of ${size(instance.memory)}`;
}

function runLine({ run, state, plan, by }: RunView): string {
  return `run ${run} is ${state}: ${plan.title}, asked by ${by}`;
}
