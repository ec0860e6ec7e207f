import type { Fact } from '../../engine/action.ts';

/** File systems a host mounts to make a clone's disk its own. */
export const mountable: readonly string[] = ['ext2', 'ext3', 'ext4', 'xfs'];

/** Where the root file system of a disk is. */
export type DiskFormat = {
  /** `ext4`, `LVM2_member`, … as blkid(8) names it; empty: none it knows. */
  readonly type: string;
  /** Bytes into the disk, and how many; both 0: the whole disk. */
  readonly offset: number;
  readonly length: number;
};

/** The whole disk, or its first partition: what ganeti-instance-debootstrap makes. */
const script = `
device=$1
[ -e "$device" ] || exit 0
type=$(as_root blkid -p -o value -s TYPE -- "$device" 2>/dev/null)
table=$(as_root blkid -p -o value -s PTTYPE -- "$device" 2>/dev/null)
if [ -n "$type" ] || [ -z "$table" ]; then echo "0 0 $type"; exit 0; fi
set -- $(as_root partx -g -b -o START,SECTORS --nr 1 -- "$device" 2>/dev/null)
[ $# -eq 2 ] || { echo "0 0"; exit 0; }
echo "$(($1 * 512)) $(($2 * 512)) $(as_root blkid -p -O "$(($1 * 512))" -o value -s TYPE -- "$device" 2>/dev/null)"
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
