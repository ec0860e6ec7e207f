import type { Farm } from '../../farm/farm.ts';
import type { VmState } from './seen-vm.ts';

/** Whether the instance has placeholders for disks: the clone that makes it is not over, or was left half done. */
export function hasPlaceholder(
  { roles: { storage } }: Farm,
  { instance, volumes }: Pick<VmState, 'instance' | 'volumes'>,
): boolean {
  return volumes.some((volume) => instance?.volumes.includes(volume.name) && storage.isPlaceholder(volume));
}
