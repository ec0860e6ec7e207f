import type { RunView } from '../../engine/run.ts';
import type { AllocatedVm, Vm } from '../../farm/settings.ts';
import type { Lock } from '../../journal/journal.ts';
import type { VmState } from './seen-vm.ts';

/** Nobody else touches the VM while a run does, nor takes the address, MAC and port it was given. */
export function vmLocks(vm: Vm | AllocatedVm): readonly Lock[] {
  const keys = [`vm:${vm.name}`];
  if ('mac' in vm) {
    keys.push(`address:${vm.address}`, `mac:${vm.mac}`);
    if (vm.address6 !== undefined) keys.push(`address:${vm.address6}`);
    if (vm.sshPort !== undefined) keys.push(`port:${vm.sshPort}`);
  }
  return keys.map((key) => ({ key, mode: 'exclusive' }));
}

/** A node is not drained while a VM comes or goes, nor does one come or go while it is drained. */
export function nodeLock(node: string, mode: Lock['mode']): Lock {
  return { key: `node:${node}`, mode };
}

/** Nobody is given what a VM's removal sets free before that is over, since an undo takes it again; what another run holds by now is its. */
export function placeLocks({ addresses, addresses6, forwards }: VmState, pending: readonly RunView[]): readonly Lock[] {
  const held = new Set(pending.flatMap(({ plan }) => plan.locks.map(({ key }) => key)));
  const keys = [
    ...[...addresses, ...addresses6].map((address) => `address:${address}`),
    ...new Set(forwards.filter(({ toPort }) => toPort === 22).map(({ port }) => `port:${port}`)),
  ];
  return keys.filter((key) => !held.has(key)).map((key) => ({ key, mode: 'exclusive' }));
}
