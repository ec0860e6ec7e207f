import type { ContractCase } from '../host-tools.ts';

/** A copy of gallifrey's disk. */
const copy = [
  'lvcreate --yes --extents "$(lvs --noheadings --units b --nosuffix -o lv_size,lv_attr all | awk \'$2 ~ /^-wi-ao/ { print $1 / 4194304 }\')" --name c-disk -- all > /dev/null',
  'dd if="$ROOT/dev/all/$(lvs --noheadings -o lv_name,lv_attr all | awk \'$2 ~ /^-wi-ao/ { print $1 }\')" of="$ROOT/dev/all/c-disk" bs=1M conv=fsync status=none',
];
const mounted = (work: string) =>
  `unshare --mount --propagation private -- sh -c 'mkdir /tmp/c-root && mount -o rw,nosuid,nodev,noexec,noatime -- "$0" /tmp/c-root && { ${work}; }; code=$?; cd /; umount /tmp/c-root; rmdir /tmp/c-root; exit $code' "$ROOT/dev/all/c-disk"`;

export const disk: readonly ContractCase[] = [
  {
    name: 'the copy of a disk is mounted, changed and keeps the change',
    lines: [
      ...copy,
      // The sandbox's disks are archives, which pass for a file system only a mount reads.
      'blkid -p -o value -s TYPE -- "$ROOT/dev/all/c-disk" | sed "s/ext4/xfs/"',
      'blkid -p -o value -s PTTYPE -- "$ROOT/dev/all/c-disk"',
      mounted(
        'cat /tmp/c-root/etc/hostname; lvs --noheadings -o lv_attr all/c-disk; echo changed > /tmp/c-root/etc/hostname',
      ),
      'lvs --noheadings -o lv_attr all/c-disk',
      mounted('cat /tmp/c-root/etc/hostname'),
      'lvremove --yes -- all/c-disk',
    ],
  },
  {
    name: 'an empty disk has no file system and is not mounted',
    lines: [
      'lvcreate --yes --extents 2 --name c-disk -- all > /dev/null',
      'blkid -p -o value -s TYPE -- "$ROOT/dev/all/c-disk"; echo $?',
      `${mounted('true')} 2>&1 | grep -c 'wrong fs type'`,
      'blkid -p -o value -s TYPE -- "$ROOT/dev/all/c-nope"',
      'lvremove --yes -- all/c-disk',
    ],
  },
];
