import { type SandboxVm, vms } from '../../src/sandbox/vms.ts';

/** The seed's VMs, gallifrey with a second disk. */
export const twoDisks: readonly SandboxVm[] = vms.map((vm) =>
  vm.name === 'gallifrey' ? { ...vm, others: ['6d9e7c02-4f0b-4f27-9a53-1b7e9c2d4a10.disk1'] } : vm,
);

/** The same with that disk in another volume group than the first. */
export const twoGroups: readonly SandboxVm[] = twoDisks.map((vm) =>
  vm.name === 'gallifrey' ? { ...vm, groups: ['all', 'ssd'] } : vm,
);
