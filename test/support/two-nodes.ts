import type { SandboxSettings } from '../../platforms/sandboxes.ts';
import { type SandboxVm, vms } from '../../src/sandbox/vms.ts';

/** The seed's VMs on a cluster of two nodes, each mirrored on the other one, but for those named. */
export function mirrored(...plain: readonly string[]): SandboxSettings {
  const all = vms.map((vm): SandboxVm => (plain.includes(vm.name) ? vm : { ...vm, mirror: 'host02' }));
  return { nodes: 2, vms: all };
}
