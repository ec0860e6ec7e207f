import { join } from 'node:path';
import { makeDisk } from '../../../src/sandbox/disk.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

/** A disk in the bin. */
export interface BinnedDisk {
  /** The VM it was of. */
  readonly vm: string;
  /** Its volume group and its volume's name: `all/bin.…`. */
  readonly volume: string;
  /** What is kept of the volume (tools/lib/lvm.sh), its tag among it. */
  readonly state: string;
}

/** The farm with these disks in the bin of its first host, beside all else that LVM has there. */
export function binned(disks: readonly BinnedDisk[]): SandboxPart {
  return {
    files: ({ master }) =>
      Object.fromEntries(
        disks.flatMap(({ volume, state }) =>
          master ? [[`state/lvm/${volume.replace('/', '.d/')}`, state] as const] : [],
        ),
      ),
    make: async (folder, { diskSize, master }) => {
      if (!master) return;
      for (const { vm, volume } of disks) await makeDisk(join(folder, 'dev', volume), diskSize, vm);
    },
  };
}
