import type { LabFarm } from './fixture.ts';

/** A disk of gallifrey's, as clones of it are compared. */
export interface LabDisk {
  readonly gibibytes: number;
  /** What is in use of it. */
  readonly mebibytes: number;
}

/** `$1` GiB, `$2` MiB in use. Files of other bytes than zeroes, on the whole of the disk's file system, before its VM is started again. */
const script = `
set -e
vm=gallifrey.xivo.vm.farm
gnt-instance shutdown --timeout=0 "$vm"
gnt-instance grow-disk --absolute "$vm" 0 "$1G"
disk=/dev/all/$(gnt-instance info --static "$vm" | sed -n 's/.*logical_id: all\\/\\([^ ]*\\).*/\\1/p')
e2fsck -fy "$disk" || [ $? -eq 1 ]
resize2fs "$disk"
folder=$(mktemp -d)
mount "$disk" "$folder"
yes 'what a VM keeps' | head -c 16M >/tmp/sixteen || :
used=$(df --output=used -m "$folder" | tail -n 1)
for number in $(seq $((($2 - used) / 16))); do cp /tmp/sixteen "$folder/$number"; done
umount "$folder"
rm /tmp/sixteen
gnt-instance start "$vm"
until curl -sf -m 10 -o /dev/null -H 'Host: gallifrey.dachary.org' http://127.0.0.1/; do sleep 2; done
sync
echo 3 >/proc/sys/vm/drop_caches
`;

/** Gives gallifrey such a disk, and has it running again. */
export async function growDisk({ exec }: LabFarm, { gibibytes, mebibytes }: LabDisk): Promise<void> {
  const { code, stdout, stderr } = await exec(`sh -s ${gibibytes} ${mebibytes}`, script);
  if (code !== 0) throw new Error(`gallifrey's disk could not be grown (${code}):\n${stdout}${stderr}`);
}
