import type { Reply } from '../src/bot/adapter.ts';
import type { CommandContext, Reading, ReadingContext } from '../src/bot/command.ts';
import type { RunSummary } from '../src/bot/documents/run-document.ts';
import { summaryOf } from '../src/bot/documents/run-of.ts';
import { freezeOf, nodeOf, vmOf } from '../src/bot/documents/vm-of.ts';
import { drillName, drillRows } from '../src/bot/drills.ts';
import { type Freeze, freezesAt, freezeText, freezing, frozenOf } from '../src/bot/freezes.ts';
import { ownerText } from '../src/bot/owned-text.ts';
import { ownerships } from '../src/bot/ownership.ts';
import { askedAbout } from '../src/bot/survey/asked-about.ts';
import { type BuildStatus, buildStatus } from '../src/bot/survey/build-status.ts';
import { disagreements } from '../src/bot/survey/disagreements.ts';
import { likeBinned } from '../src/bot/survey/like-binned.ts';
import { nodeRoom } from '../src/bot/survey/node-room.ts';
import type { VmState } from '../src/bot/survey/seen-vm.ts';
import { strays6 } from '../src/bot/survey/strays6.ts';
import { found } from '../src/bot/survey/vm.ts';
import { listedVms, noVm, troubles, vmsHeadline } from '../src/bot/survey/vm-overview.ts';
import { stateOf, vmNames } from '../src/bot/survey/vm-state.ts';
import { askedVms, choosesVms } from '../src/bot/survey/vm-words.ts';
import { sentence, size } from '../src/bot/words.ts';
import type { PendingRun } from '../src/engine/claims.ts';
import type { RunView } from '../src/engine/run.ts';
import { known, unknowns } from '../src/farm/reading.ts';
import type { FarmState, Instance, Node } from '../src/farm/state.ts';

const frozenFor = ['freeze gallifrey until 2099-01-01 because it is shown'];

export const status: Reading = {
  name: 'status',
  kind: 'read',
  elsewhere: ['info', 'show', 'state', 'health', 'ps', 'top', 'uptime'],
  usage: 'status [WORD…]',
  summary: 'Shows how a VM is, or all that fit: down, trouble, mine, a host, gallifrey*.',
  details: ({ roles }) => [
    'A VM by its name or address; a host; who has an address; without a word, the whole farm: what is wrong, runs under way, hosts, VMs.',
    'Words that choose VMs: up, down, trouble, protected, mine, a person, a host, a pattern (gallifrey*); several must all hold.',
    `State, addresses, port, site, memory with balloon, disk; what ${roles.hypervisor.title}, DNS, DHCP, firewall and proxy disagree about;`,
    'what a packaging farm has built, and whether it is set as others of its kind; its last drills; what is frozen; runs under way, and what those that wait wait for.',
  ],
  examples: [
    { say: 'status gallifrey', shows: '10.10.60.' },
    { say: 'status gallifrey', shows: 'v1.2.3 wanted, none built yet' },
    { after: ['clone gallifrey dev for 14d'], say: 'status gallifrey-dev', shows: 'owner you, until ' },
    { after: frozenFor, say: 'status gallifrey', shows: 'gallifrey is frozen until Thu 2099-01-01 00:00' },
    { say: 'status 10.10.60.5', shows: 'gallifrey' },
    { say: 'status 10.10.60.99', shows: 'nothing on the farm speaks of it' },
    { say: 'status host01', shows: 'host01 is a host of the farm' },
    { say: 'status', shows: 'volume group all' },
    { say: 'status up', shows: 'running' },
    { say: 'status gall*', shows: 'gallifrey' },
    { say: 'status galifrey', shows: 'Did you mean gallifrey?' },
  ],
  answer: async (context) => {
    const [state, open] = await Promise.all([context.recent.look(), context.pending()]);
    const about = await asked(context, state, open);
    const [missing, findings] = [unknowns(state).map((why) => `Not known: ${why}`), about.findings ?? []];
    return { tone: 'answer', ...about, findings: [...findings, ...missing] };
  },
};

/** What is said: of a VM, of something else that one word names, or of all VMs that the words ask for. */
type About = Pick<Reply, 'headline' | 'findings' | 'lines' | 'more' | 'data'>;

async function asked(context: ReadingContext, state: FarmState, open: readonly PendingRun[]): Promise<About> {
  const { args, farm } = context;
  const [word = '', ...others] = args;
  if (word === '' || others.length > 0) return ofFarm(context, state, open);
  const about = askedAbout(farm, word, state, open);
  const chooses = !vmNames(farm, state).includes(word.toLowerCase()) && choosesVms(context, state, word);
  if (!chooses) return 'lines' in about ? about : ofVm(about.vm, context, state, open);
  const chosen = await ofFarm(context, state, open);
  if (!('lines' in about)) return chosen;
  const { headline = '', lines, data, ...rest } = chosen;
  const vms = data?.kind === 'vms' ? data.vms : [];
  return {
    ...rest,
    lines: [...about.lines, sentence(headline), ...lines],
    ...(about.data && { data: about.data.kind === 'host' ? { ...about.data, vms } : about.data }),
  };
}

async function ofVm(
  word: string,
  context: ReadingContext,
  state: FarmState,
  open: readonly PendingRun[],
): Promise<About> {
  const { farm } = context;
  const seen = found(farm, word, state);
  const { rows: built, drifted }: BuildStatus = await buildStatus(
    { ...context, read: context.recent.read },
    state,
    seen.vm.name,
  );
  const { vm, instance, addresses, addresses6, dhcpHosts, forwards, site, volumes } = seen;
  const own = (await ownerships(context.runService)).of(vm.name, instance);
  const trouble = disagreements(farm, state, seen);
  const [freezes, runs] = await Promise.all([
    frozen(context, vm.name),
    summaries(context, open.filter(isAbout(vm.name))),
  ]);
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
  return {
    headline: [
      `${vm.name}: ${stateOf(seen)}${instance ? ` on ${instance.node}` : ''}`,
      ...(vm.protected ? ['protected'] : []),
      ...ownerText(own),
    ].join(', '),
    findings: [...trouble, ...drifted.map((say) => `it is set otherwise than another packaging farm: ${say}`)].map(
      (text) => `look at this: ${text}`,
    ),
    lines: [
      ...rows.filter(([, value]) => value !== '').map(([key, value]) => [`  ${key}`, value]),
      ...freezeLines(context, freezes),
      ...runs.map(runLine),
    ],
    data: {
      kind: 'vm',
      vm: vmOf({ seen, trouble, own }),
      freezes: freezes.map(freezeOf),
      runs,
      builds: [...built.map(named), ...drifted.map((value) => ({ name: 'set otherwise', value }))],
      drills: drills.map(named),
      unknown: unknowns(state),
    },
  };
}

function named([name, value]: readonly [string, string]): { readonly name: string; readonly value: string } {
  return { name, value };
}

function isAbout(vm: string): (run: RunView) => boolean {
  return ({ plan: { subjects } }) => subjects.includes(vm) || subjects.includes(drillName(vm));
}

/** The name of a disk's volume, with its volume group where that is not the farm's own. */
function volumeOf({ node, volumes, groups = [] }: Instance, index: number, { storage }: FarmState): string {
  const [volume = '', group] = [volumes[index], groups[index]];
  const own = known(storage.get(node), undefined)?.volumeGroup.name;
  return group === undefined || own === undefined || group === own ? volume : `${group}/${volume}`;
}

async function ofFarm(context: ReadingContext, state: FarmState, open: readonly PendingRun[]): Promise<About> {
  const { farm, args, runService } = context;
  const asked = askedVms(context, state, args);
  const vms = listedVms(farm, state, await ownerships(runService)).filter(asked.fits);
  const nodes = known(state.nodes, []);
  const rows = vms.map(({ seen }) => [
    seen.vm.name,
    stateOf(seen),
    ...(nodes.length > 1 ? [seen.instance?.node ?? ''] : []),
    seen.addresses[0] ?? '',
    memoryOf(seen),
  ]);
  const whole = args.length === 0;
  const [freezes, runs] = whole ? await Promise.all([frozen(context), summaries(context, open)]) : [[], []];
  const strays = whole ? [...strays6(farm, state, open), ...likeBinned(farm, state, open)] : [];
  const shown = { vms: vms.map(vmOf), freezes: freezes.map(freezeOf), unknown: unknowns(state) };
  const data = whole
    ? ({ kind: 'farm', ...shown, nodes: nodes.map((node) => nodeOf(node, state)), runs, trouble: strays } as const)
    : ({ kind: 'vms', ...shown } as const);
  if (rows.length === 0) return { headline: noVm(asked, state), lines: whole ? nodes.map(nodeLine(state)) : [], data };
  return {
    headline: vmsHeadline(vms),
    findings: [...troubles(vms), ...strays],
    lines: whole
      ? [...freezeLines(context, freezes), ...runs.map(runLine), ...nodes.map(nodeLine(state)), ...rows]
      : rows,
    more: '!status VM',
    data,
  };
}

function nodeLine(state: FarmState): (node: Node) => string {
  return (node) => `${node.name}: ${nodeRoom(node, state)}`;
}

/** What is frozen: all, or what holds this VM. */
async function frozen({ runService }: CommandContext, vm?: string): Promise<readonly Freeze[]> {
  const all = freezesAt(await runService.decided(freezing), new Date());
  return vm === undefined ? all : frozenOf(all, vm);
}

function freezeLines({ farm }: CommandContext, freezes: readonly Freeze[]): readonly string[] {
  return freezes.map((freeze) => freezeText(freeze, farm.timezone));
}

function memoryOf({ instance, balloon }: VmState): string {
  if (!instance) return '';
  return balloon === undefined ? size(instance.memory) : `${size(balloon)} of ${size(instance.memory)}`;
}

function summaries({ runService }: CommandContext, runs: readonly RunView[]): Promise<readonly RunSummary[]> {
  return Promise.all(
    runs.map(async (view) => {
      const { state, plan, plannedAt } = view;
      const waitsFor = await runService.waitsFor(view);
      const barred = state === 'waiting' || state === 'queued' ? await runService.barred(plan, plannedAt) : undefined;
      return summaryOf(view, {
        ...(waitsFor !== undefined && { waitsFor }),
        ...(barred !== undefined && { barred }),
      });
    }),
  );
}

function runLine({ run, state, title, by, waitsFor, barred }: RunSummary): string {
  const forWhom = waitsFor === undefined ? '' : ` for ${waitsFor}`;
  const until = barred === undefined ? '' : `; it cannot begin now: ${barred}`;
  const is = state === 'failed' ? 'failed' : `is ${state}`;
  return `run ${run} ${is}${forWhom}: ${title}, asked by ${by}${until}`;
}
