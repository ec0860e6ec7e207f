import type { PlacedVm, Vm } from '../../farm/farm.ts';
import type { Lock } from '../../journal/journal.ts';

/** Nobody else touches the VM while a run does, nor takes the address, MAC and port it was given. */
export function vmLocks(vm: Vm | PlacedVm): readonly Lock[] {
  const keys = [`vm:${vm.name}`];
  if ('mac' in vm) {
    keys.push(`address:${vm.address}`, `mac:${vm.mac}`);
    if (vm.sshPort !== undefined) keys.push(`port:${vm.sshPort}`);
  }
  return keys.map((key) => ({ key, mode: 'exclusive' }));
}
