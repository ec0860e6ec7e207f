import { groupsOf } from '../../farm/groups.ts';
import { known } from '../../farm/reading.ts';
import type { FarmState, Node } from '../../farm/state.ts';
import type { Freeze } from '../freezes.ts';
import type { ListedVm } from '../survey/vm-words.ts';
import type { FreezeDocument, NodeDocument, VmDocument } from './vm-document.ts';

/** A VM as a document has it. */
export function vmOf({ seen, trouble, own }: ListedVm): VmDocument {
  const { vm, instance, addresses, addresses6, dhcpHosts, forwards, site, balloon } = seen;
  const { disks = [], volumes = [], groups = [] } = instance ?? {};
  return {
    name: vm.name,
    instance: vm.instance,
    health: instance?.health ?? 'none',
    running: instance ? instance.running : false,
    ...(instance && { node: instance.node }),
    mirrors: instance?.secondaries ?? [],
    protected: vm.protected,
    ...(own.owner !== undefined && { owner: own.owner }),
    ...(own.lease && { leaseUntil: own.lease.until }),
    addresses,
    addresses6,
    macs: instance?.macs ?? dhcpHosts.flatMap(({ mac }) => mac ?? []),
    sshPorts: forwards.filter(({ toPort }) => toPort === 22).map(({ port }) => port),
    sites: site?.names ?? [],
    ...(instance && { memoryBytes: instance.memory }),
    ...(balloon !== undefined && { balloonBytes: balloon }),
    disks: disks.map((bytes, index) => {
      const group = groups[index];
      return { bytes, volume: volumes[index] ?? '', ...(group !== undefined && { group }) };
    }),
    trouble,
  };
}

/** A node as a document has it. */
export function nodeOf({ name, standing, memoryTotal, memoryFree }: Node, { storage }: FarmState): NodeDocument {
  const on = known(storage.get(name), undefined);
  return {
    ...{ name, standing },
    ...(memoryTotal > 0 && { memoryBytes: memoryTotal, memoryFreeBytes: memoryFree }),
    groups: (on ? groupsOf(on) : []).map(({ volumeGroup: { name, extentSize, extents, freeExtents } }) => ({
      ...{ name, bytes: extents * extentSize, freeBytes: freeExtents * extentSize },
    })),
  };
}

/** A freeze as a document has it. */
export function freezeOf({ about, until, by, because, run, at }: Freeze): FreezeDocument {
  return { about, until, by, because, run, at };
}
