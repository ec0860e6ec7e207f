import type { Planning } from '../src/bot/command.ts';
import { leaseText } from '../src/bot/lease-words.ts';
import { cloneWords } from '../src/bot/survey/clone-words.ts';
import type { CopyOf } from '../src/bot/survey/copy-of.ts';
import { givenTo } from '../src/bot/survey/given-to.ts';
import { nodeLock, vmLocks } from '../src/bot/survey/locks.ts';
import { unansweredCopy } from '../src/bot/survey/unanswered.ts';
import { day } from '../src/bot/words.ts';
import type { WantedStep } from '../src/engine/plan.ts';
import { copyDisks, placeholders } from '../src/farm/disk-copies.ts';
import type { Farm } from '../src/farm/farm.ts';
import { Procedure } from '../src/farm/procedure.ts';
import type { FarmState } from '../src/farm/state.ts';

export const clone: Planning = {
  name: 'clone',
  kind: 'plan',
  risk: 'disruptive',
  undoneAs: 'destroy',
  elsewhere: ['create', 'new', 'copy', 'cp', 'duplicate', 'fork', 'deploy', 'spawn'],
  usage: 'clone SOURCE SUFFIX [for TIME] [--node NODE] [--mirror NODE]',
  summary: 'Makes a copy of a VM, with a name, an address and a site of its own.',
  details: [
    'Snapshot and copy of its disks; meanwhile DNS, DHCP, firewall and proxy, and the instance is added. Once it has its disks it is started and ballooned down.',
    'The plan says what it costs and what is left. !undo gives everything back.',
    'It is yours: !list mine. With an end, such as for 14d, you are told three days and one day before; then it is stopped, and a week later destroyed. !extend puts that off.',
    'It is made on the node its source is on, or where that has no room or is drained, on the one with the most; --node says which.',
    "To another node the disks are copied over the network, by the SSH of the cluster's nodes.",
    '--mirror has its disks kept on that node too (DRBD), so that it can be migrated there while it runs. It is started before both have the same.',
  ],
  examples: [
    { say: 'clone gallifrey dev', shows: 'clone gallifrey to gallifrey-dev' },
    { say: 'clone gallifrey dev for 14d', shows: 'until 20' },
    { say: 'clone gallifrey dev for long', shows: 'is no time for a VM' },
    { say: 'clone gallifrey dev --node host1', shows: 'Did you mean host01.farm?' },
    { say: 'clone gallifrey dev --mirror host01', shows: 'their mirror is to be on another node' },
    { say: 'clone galifrey dev', shows: 'Did you mean gallifrey?' },
    { say: 'clone gallifrey dev because bruno tries the new revision', shows: 'because: bruno tries the new revision' },
    { say: 'clone gallifrey "a b"', shows: 'is no suffix' },
  ],
  plan: async ({ args, farm, look, pending, read, foresee, person, runService }) => {
    const words = cloneWords(args);
    const state = await look();
    const foreseen = (copies: readonly CopyOf[]) => foresee(copies.flatMap((copy) => stepsOf(farm, state, copy)));
    const seen = { state, pending: await pending(), read, foreseen };
    const copy = await unansweredCopy(farm, words, seen);
    const given = person && (await givenTo({ farm, runService, person }, copy, words.seconds, seen));
    const { there, origin, vm, mirror, notes } = copy;

    const { node, nodes } = there.hypervisor;
    const asked = [
      ...(words.seconds === undefined ? [] : ['for', leaseText(words.seconds)]),
      ...(words.node === undefined ? [] : ['--node', node]),
      ...(mirror === undefined ? [] : ['--mirror', mirror]),
    ];
    return {
      command: ['clone', origin.name, words.suffix.toLowerCase(), ...asked].join(' '),
      title: `clone ${origin.name} to ${vm.name}`,
      subjects: [vm.name],
      sources: [origin.name],
      values: [
        ['name', vm.instance],
        ['address', vm.address],
        ...(vm.address6 === undefined ? [] : [['IPv6 address', vm.address6] as const]),
        ['MAC', vm.mac],
        ...(nodes.size > 1 ? [['node', node] as const] : []),
        ...(mirror === undefined ? [] : [['mirror', mirror] as const]),
        ...(vm.sshPort === undefined ? [] : [['SSH port', String(vm.sshPort)] as const]),
        ...(vm.site === undefined ? [] : [['site', `http://${vm.site}`] as const]),
        ...(given?.until === undefined ? [] : [['lease', `until ${day(given.until)}`] as const]),
      ],
      notes,
      locks: [
        { key: `vm:${origin.name}`, mode: 'shared' },
        ...vmLocks(vm),
        ...(nodes.size > 1 ? [nodeLock(node, 'shared')] : []),
        ...(mirror === undefined ? [] : [nodeLock(mirror, 'shared')]),
      ],
      steps: stepsOf(farm, state, copy),
      ...(given && { decisions: given.decisions }),
    };
  },
};

/** The steps in order, as an operator would note them. */
function stepsOf(farm: Farm, state: FarmState, copy: CopyOf): readonly WantedStep[] {
  const { there, origin, instance, disks, root, vm, mirror, network, asked6 } = copy;
  const { hypervisor, storage, guest, builder, dns, dhcp, firewall, proxy } = farm.roles;
  const build = farm.vms.get(vm.name)?.build;
  const own = build && builder.ownOf(build);
  const vm6 = vm.address6 === undefined ? undefined : { ...vm, address: vm.address6 };
  const clone = new Procedure();
  const free = clone.step('free', guest.unused(there, vm));
  const free6 = clone.step('free6', asked6 && guest.unused(there, asked6));
  const whereSeen = hypervisor.onlyWhereSeen(there, origin, instance);
  const keyed = clone.step('host-keys', guest.hostKeys(there, root, vm));
  const frozen = clone.step('snapshot', {
    ...storage.snapshot(there, disks, vm, hypervisor.monitor(there, origin)),
    provided: whereSeen,
  });
  const copies = copyDisks(clone, there, { disks, vm }, frozen);
  const rooted = copies.filter(({ disk }) => disk === root).flatMap(({ copied }) => copied);
  const whole = copies.flatMap(({ copied }) => copied);
  const owned = clone.step('personalise', guest.personalise(there, root, vm, network, own), rooted, keyed);
  // From here to the instance that is added nothing waits for the copy.
  const named = clone.step('a-record', dns.record(farm, vm), free, free6);
  const named6 = clone.step('aaaa-record', vm6 && dns.record(farm, vm6), named);
  const pointed4 = clone.step('ptr-record', dns.pointer(farm, vm), named6);
  const pointed = clone.step('ptr6-record', vm6 && dns.pointer(farm, vm6), pointed4);
  const leased = clone.step('dhcp-host', dhcp.host(farm, vm), named);
  // Until its disks are copied the instance has placeholders, from which nobody can boot it.
  const held = placeholders(clone, there, { disks, vm });
  const added = clone.step('add', hypervisor.add(there, disks, vm), held);
  const provided = hypervisor.onlyForOwn(farm, vm);
  const replaced = clone.step('replace', { ...hypervisor.replace(there, disks, vm), provided }, added, whole, owned);
  const mirrored = clone.step(
    'mirror',
    mirror === undefined ? undefined : { ...hypervisor.mirror(there, disks, vm, mirror), provided },
    replaced,
  );
  // Nothing leads to the address before DNS and DHCP have it for this VM: a person may have given it away by hand meanwhile. A firewall takes its
  // host's processors for as long as a guest takes to boot: it is changed meanwhile.
  const forwarded = clone.step('firewall', firewall?.forward(farm, vm), named, leased, replaced);
  const admitted = clone.step('firewall6', copy.admitted, named6, leased, replaced);
  const proxied = clone.step(
    'proxy',
    proxy?.site(farm, vm, { of: origin, ...(state.proxy && { proxy: state.proxy }) }),
    named6,
    leased,
  );
  // A copy takes long: a person may have taken the address by hand meanwhile.
  const stillFree = clone.step('still-free', guest.unused(there, vm), added, whole, owned, leased);
  const stillFree6 = clone.step('still-free6', asked6 && guest.unused(there, asked6), stillFree);
  const started = clone.step('start', { ...hypervisor.start(there, vm), provided }, mirrored, stillFree6);
  // The guest gives memory back, and answers, once it has booted: both wait for that.
  const ballooned = hypervisor.balloon(there, vm);
  clone.step('balloon', ballooned && { ...ballooned, provided }, started);
  const proven = clone.step('proof', guest.answers(there, vm), started, pointed, forwarded, proxied);
  clone.step('proof6', asked6 && guest.answers(there, asked6), proven, admitted);
  clone.step(
    'sync',
    mirror === undefined ? undefined : { ...hypervisor.synced(there, disks, vm, mirror), provided },
    started,
  );
  return clone.steps;
}
