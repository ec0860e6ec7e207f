import type { LogicalVolume } from './facts.ts';

/**
 * Tags farmhand leaves on logical volumes, lvm(8). They stay when Ganeti renames a volume it adopts, and they tell, after a crash,
 * what is farmhand's and how far it got.
 */
export const tags = {
  /** Made by farmhand. */
  ours: 'farmhand',
  /** The name it was made under; taken off when an instance has it, so that only one without tells what broke off. */
  madeAs: (name: string) => `farmhand.name.${name}`,
  /** It stands in for a disk that is still copied, and has nothing on it; it stays when an instance has it. */
  placeholder: 'farmhand.placeholder',
  /** A snapshot, of one instant with those of its VM's other disks. */
  oneInstant: 'farmhand.one-instant',
  /** It holds all of that snapshot, and the snapshot was still valid at the end. */
  copyOf: (snapshot: string) => `farmhand.copy-of.${snapshot}`,
  /** Its file system has its own host name, host keys and machine-id. */
  personalised: 'farmhand.personalised',
  /** Its file system was left as it was, for a reason of one word. */
  notPersonalised: 'farmhand.not-personalised.',
} as const;

/** Whether farmhand made the volume under that name, and no instance has taken it since. */
export function isMadeAs(volume: LogicalVolume, name: string): boolean {
  return isOurs(volume) && volume.tags.includes(tags.madeAs(name));
}

export function isOurs(volume: LogicalVolume): boolean {
  return volume.tags.includes(tags.ours);
}

/** Whether it stands in for a disk that is still copied. */
export function isPlaceholder({ tags: its = [] }: { readonly tags?: readonly string[] }): boolean {
  return its.includes(tags.placeholder);
}
