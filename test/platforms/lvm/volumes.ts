import type { Group, LogicalVolume } from '../../../platforms/lvm/facts.ts';

const gib = 2 ** 30;

/** The seed's volume group with so many gigabytes free. */
export function group(free = 100): Group {
  return { name: 'all', extentBytes: 4 * 2 ** 20, extents: 51_200, freeExtents: free * 256 };
}

/** A volume of 30 GiB nobody uses, but for what is given. */
export function lv(name: string, more: Partial<LogicalVolume> = {}): LogicalVolume {
  return {
    name,
    uuid: 'Zk2x9h-1111-2222-3333-4444-5555-666666',
    path: `/dev/all/${name}`,
    bytes: 30 * gib,
    origin: null,
    fill: null,
    valid: true,
    open: false,
    tags: [],
    ...more,
  };
}

/** One farmhand made under that name. */
export function ours(name: string, more: Partial<LogicalVolume> = {}): LogicalVolume {
  return lv(name, { tags: ['farmhand', `farmhand.name.${name}`], ...more });
}

export const disk = 'f3e8d23f-21c0-417d-9b5e-91bb4da9b926.disk0';

/** gallifrey's disk, which it uses. */
export const source = lv(disk, { open: true, uuid: 'Source-1111-2222-3333-4444-5555-666666' });

/** A snapshot of it with 1 GiB of copy-on-write space. */
export function frozen(more: Partial<LogicalVolume> = {}): LogicalVolume {
  return ours('dev-source', { bytes: gib, origin: disk, fill: 0.02, ...more });
}
