import type { Planning } from '../src/bot/command.ts';
import { keptInBin, lostForGood } from '../src/bot/losses.ts';
import { ownerships } from '../src/bot/ownership.ts';
import { keepOf } from '../src/bot/policy.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { refuseHalfBinned, whyLost } from '../src/bot/survey/keeping.ts';
import { placeLocks, vmLocks } from '../src/bot/survey/locks.ts';
import { refuseAnothers } from '../src/bot/survey/mistaken.ts';
import { addressesOf } from '../src/bot/survey/no-vm.ts';
import { farmOn } from '../src/bot/survey/on-node.ts';
import { notesOnReferences, spokenOf } from '../src/bot/survey/references.ts';
import { requireAll, unseenNodes } from '../src/bot/survey/required.ts';
import { own6 } from '../src/bot/survey/seen-vm.ts';
import { untold } from '../src/bot/survey/untold.ts';
import { found, leftovers } from '../src/bot/survey/vm.ts';
import { withEvidence } from '../src/bot/survey/with-evidence.ts';
import { duration, listed, onDisks } from '../src/bot/words.ts';
import { Procedure } from '../src/farm/procedure.ts';
import { unneeded } from '../src/farm/unneeded.ts';

export const destroy: Planning = {
  name: 'destroy',
  kind: 'plan',
  risk: 'destructive',
  undoneAs: 'clone',
  elsewhere: ['delete', 'del', 'rm', 'remove', 'erase', 'drop', 'wipe', 'terminate'],
  usage: 'destroy VM',
  summary:
    'Removes a VM and everything of it. Its disks stay in the bin for some days; of another’s VM, a second person approves.',
  details: ({ bin, roles }) => [
    'In this order: stop, proxy, firewall, DHCP, its DNS records, and last the instance.',
    ...(bin.keep > 0
      ? [
          `Whoever a VM belongs to (!owner) confirms it alone, as long as it can be had back, unless farm.yaml says otherwise.`,
          `Its disks are kept for ${duration(bin.keep)}. Until then !undo brings back all of it, as it was; !bin lists what can be had back, !purge removes it.`,
          `Disks that ${roles.hypervisor.title} keeps in another way than as plain volumes are lost with that last step; the plan says so.`,
        ]
      : ['Until that last step, with which its disks are lost, !undo brings everything back.']),
    'It also cleans up what is half made. Protected VMs are refused.',
    'What else speaks of the VM is named; where a service would refuse its configuration without it, the plan is refused.',
  ],
  examples: [
    { say: 'destroy gallifrey', shows: 'gallifrey is protected' },
    {
      after: ['clone gallifrey dev'],
      say: 'destroy gallifrey-dev',
      shows: 'kept in the bin for 7 d',
    },
  ],
  plan: async (context) => {
    const {
      args: [name = ''],
      farm,
      look,
      pending,
      person,
      runService,
    } = context;
    const state = await look();
    const seen = found(farm, name, state);
    const { vm, instance, addresses, addresses6, rules6 } = seen;
    if (vm.protected) throw new Refusal(`${vm.name} is protected; farm.yaml says so, under vms.`);
    requireAll(farm, state);
    refuseAnothers(farm, state, seen);
    if (instance) refuseHalfBinned(farm, state, { ...seen, instance });
    const references = notesOnReferences(farm, state, seen);

    const { hypervisor, storage, guest, dns, dhcp, firewall, proxy } = farm.roles;
    const destroy = new Procedure(hypervisor.onlyFor(farm, vm, instance));
    // With no instance, whatever answers at its address is no VM of the farm's, and lives by the entries that would go.
    const alone = instance ? [] : [...addressesOf(seen), ...addresses6];
    let last = destroy.step('unneeded', unneeded(farm, spokenOf(seen)));
    for (const [index, address] of alone.entries()) {
      last = destroy.step(`unused${nth(index)}`, guest.unused(farm, { address }), last);
    }
    last = destroy.step('stop', instance && hypervisor.stop(farmOn(farm, instance.node), vm), last);
    last = destroy.step('proxy', seen.site && proxy?.removeSite(farm, vm), last);
    last = destroy.step('firewall', firewall?.removeForward(farm, vm), last);
    const admitted = rules6.length > 0 ? own6(seen) : addresses6;
    last = destroy.step('firewall6', firewall?.removeAdmitted?.(farm, admitted), last);
    const hosts = seen.dhcpHosts.filter(({ file }) => file === undefined).map((host) => host.name);
    const elsewhere = seen.dhcpHosts.filter(({ file }) => file !== undefined);
    for (const [index, host] of [...new Set(seen.dhcpHosts.length > 0 ? hosts : [vm.instance])].entries()) {
      last = destroy.step(`dhcp-host${nth(index)}`, dhcp.removeHost(farm, vm, addresses[0], host), last);
    }
    for (const [id, all, remove] of [
      ['ptr6-record', seen.pointers6, dns.removePointer],
      ['ptr-record', seen.pointers, dns.removePointer],
      ['aaaa-record', addresses6, dns.removeRecord],
      ['a-record', addresses, dns.removeRecord],
    ] as const) {
      for (const [index, address] of all.entries()) {
        last = destroy.step(`${id}${nth(index)}`, remove(farm, { instance: vm.instance, address }), last);
      }
    }
    const lying = leftovers(seen);
    for (const [index, { node, name, group }] of lying.entries()) {
      last = destroy.step(`host-keys${nth(index)}`, guest.forgetKeys(farmOn(farm, node), name), last);
      last = destroy.step(`volume${nth(index)}`, storage.removeVolume(farmOn(farm, node), name, group), last);
    }
    const held = await ownerships(runService);
    const own = person !== null && held.of(vm.name, instance).owner === person.name;
    const keep = instance ? keepOf(farm, vm.name, own) : 0;
    const lost = instance && keep > 0 ? whyLost(farm, state, { ...seen, instance }) : undefined;
    const isKept = keep > 0 && lost === undefined;
    if (instance && isKept) {
      const keeping = { by: person?.name ?? 'nobody', keep };
      destroy.step('bin', hypervisor.bin(farmOn(farm, instance.node), vm, instance, keeping), last);
    } else destroy.step('remove', instance && hypervisor.remove(farm, vm), last);

    const left = held.leaving(vm.name);
    const disks = instance?.disks ?? [];
    const because = lost === undefined ? '' : `: the bin cannot keep them, since ${lost}`;
    return withEvidence(context, {
      command: `destroy ${vm.name}`,
      title: `destroy ${vm.name}`,
      subjects: [vm.name],
      values: [
        ['name', vm.instance],
        ...(addresses.length > 0 ? [['address', listed(addresses)] as const] : []),
        ...(addresses6.length > 0 ? [['IPv6 address', listed(addresses6)] as const] : []),
      ],
      losses: isKept
        ? [keptInBin(`for ${duration(keep)}, where !undo gives the VM back, and then lost: ${onDisks(disks)}`)]
        : disks.length > 0
          ? [lostForGood(`${onDisks(disks)}${because}`)]
          : [],
      notes: [
        ...elsewhere.map(
          ({ name, file, line }) => `stays: DHCP's host ${name} (${file}:${line}), in a file that is only included`,
        ),
        ...references,
        ...unseenNodes(state),
        ...untold(state),
      ],
      locks: [...vmLocks(vm), ...placeLocks(seen, await pending())],
      steps: destroy.steps,
      ...(left.length > 0 && { decisions: left }),
      ...(isKept && lying.length === 0 && { kept: true as const }),
    });
  },
};

function nth(index: number): string {
  return index === 0 ? '' : `-${index + 1}`;
}
