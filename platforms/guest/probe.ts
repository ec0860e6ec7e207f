import type { Fact } from '../../src/engine/facts.ts';

/** File systems a host mounts to make a clone's disk its own, since no user-space tool writes them. */
export const mountable: readonly string[] = ['xfs'];

/** Where the root file system of a disk is. */
export type DiskFormat = {
  /** `ext4`, `LVM2_member`, … as blkid(8) names it; empty: none it knows. */
  readonly type: string;
  /** Bytes into the disk, and how many; both 0: the whole disk. */
  readonly offset: number;
  readonly length: number;
};

/**
 * `probe DEVICE` says offset, length and type of the file system: that of the whole disk, or of its first partition, which is where
 * ganeti-instance-debootstrap and Debian's cloud images have the root.
 */
export const probeScript = `
probe() {
  type=$(as_root blkid -p -o value -s TYPE -- "$1" 2>/dev/null)
  table=$(as_root blkid -p -o value -s PTTYPE -- "$1" 2>/dev/null)
  if [ -n "$type" ] || [ -z "$table" ]; then echo "0 0 $type"; return; fi
  part=$(as_root partx -g -b -o START,SECTORS --nr 1 -- "$1" 2>/dev/null)
  read -r start sectors <<END
$part
END
  [ -n "$sectors" ] || { echo "0 0"; return; }
  echo "$((start * 512)) $((sectors * 512)) $(as_root blkid -p -O "$((start * 512))" -o value -s TYPE -- "$1" 2>/dev/null)"
}
`;

const script = `
${probeScript}
[ -e "$1" ] || exit 0
probe "$1"
`;

/** What is on a disk; null where there is no such device. */
export function formatFact(host: string, device: string): Fact<DiskFormat | null> {
  return {
    host,
    read: { script, args: [device] },
    parse: ({ stdout }) => {
      const [offset, length, type = ''] = stdout.trim().split(/\s+/);
      return offset ? { type, offset: Number(offset), length: Number(length) } : null;
    },
  };
}

/** File systems that user-space tools read and write (debugfs(8)), so that the host's kernel need not trust what a guest wrote. */
export function isExt({ type }: DiskFormat): boolean {
  return /^ext[234]$/.test(type);
}
