import { comparableBy } from '../src/sandbox/comparable.ts';
import type { Snapshot } from '../src/sandbox/made.ts';
import type { SandboxPart } from '../src/sandbox/part.ts';
import { createSandboxOf, type Sandbox, type SandboxSettings } from '../src/sandbox/sandbox.ts';
import type { SandboxVm } from '../src/sandbox/vms.ts';
import { sandbox as bind } from './bind/sandbox/files.ts';
import { sandbox as ganeti } from './ganeti/sandbox/files.ts';
import { sandbox as guest } from './guest/sandbox/files.ts';
import { sandbox as iscDhcpd } from './isc-dhcpd/sandbox/files.ts';
import { sandbox as kea } from './kea/sandbox/files.ts';
import { type BinnedDisk, binned } from './lvm/sandbox/binned.ts';
import { sandbox as lvm } from './lvm/sandbox/files.ts';
import { sandbox as nginx } from './nginx/sandbox/files.ts';
import { busy, sandbox as packagingFarm } from './packaging-farm/sandbox/files.ts';
import { sandbox as rfc2136 } from './rfc2136/sandbox/files.ts';
import { sandbox as shorewall } from './shorewall/sandbox/files.ts';

export type { BinnedDisk, Sandbox, SandboxSettings, SandboxVm };
export { binned };

/** The seed's farm. Services start in this order: nginx asks the name server. */
export const sandboxParts: readonly SandboxPart[] = [
  ganeti,
  lvm,
  bind,
  iscDhcpd,
  shorewall,
  nginx,
  guest,
  packagingFarm,
];

/** The farms a sandbox can be: `seed`, and `modern`, which has dynamic zones and Kea. */
export const sandboxFarms: Readonly<Record<string, readonly SandboxPart[]>> = {
  seed: sandboxParts,
  modern: sandboxParts.map((part) => (part === bind ? rfc2136 : part === iscDhcpd ? kea : part)),
};

/** The same farm at work for a while: what builds has built, and takes so many seconds for a package. */
export function busyFarm(parts: readonly SandboxPart[], seconds: number): readonly SandboxPart[] {
  return parts.map((part) => (part === packagingFarm ? busy(seconds) : part));
}

/** Makes a sandbox of the seed's platforms, or of these. Throws when this machine lacks something it needs. */
export function createSandbox(settings: SandboxSettings = {}, parts = sandboxParts): Promise<Sandbox> {
  return createSandboxOf(parts, settings);
}

/** The same snapshot with what is chosen at random named after what it belongs to, so that two in which the same was done are equal. */
export function comparable(snapshot: Snapshot): Snapshot {
  return comparableBy(sandboxParts, snapshot);
}
