#!/bin/sh
# What has to run on the booted host: the volume group, the cluster and its instances. Read by sh on standard input.
set -eu
step() { echo "$(cut -d' ' -f1 /proc/uptime) $*"; }

# until_status NAME STATUS COMMAND…: runs the command until the instance has the status. On a machine with other things to do
# Ganeti's client gives up waiting while its job goes on, and a job that waited too long for its locks fails.
until_status() {
  name=$1 status=$2
  shift 2
  for attempt in 1 2 3 4 5; do
    if "$@"; then return; fi
    while gnt-job list --no-headers -o status | grep -Eq 'queued|waiting|running'; do sleep 2; done
    if [ "$(gnt-instance list --no-headers -o status "$name")" = "$status" ]; then return; fi
    step "attempt $attempt failed: $*"
  done
  return 1
}

# again COMMAND…: runs a command that may be run again until it succeeds.
again() {
  for attempt in 1 2 3 4 5; do
    if "$@"; then return; fi
    step "attempt $attempt failed: $*"
  done
  return 1
}

step 'volume group all'
vgcreate -q all /dev/vdb

step 'cluster'
# lo carries the cluster's address because the bridge has no wire; the processor QEMU emulates has AMD-V,
# so there is a KVM inside, and only one emulation beneath the instances. Where the node does not answer luxid within its five
# seconds, which no setting makes longer, what was begun is taken away: Ganeti says no init of a cluster that is there.
init() {
  gnt-cluster init --enabled-hypervisors=kvm --enabled-disk-templates=plain --vg-name=all \
    --master-netdev=lo --master-netmask=32 --nic-parameters=mode=bridged,link=br0 --no-etc-hosts --no-ssh-init \
    --hypervisor-parameters=kvm:kvm_path=/usr/bin/qemu-system-x86_64,kvm_flag=enabled,serial_console=true,vnc_bind_address=,kernel_path=/boot/vmlinuz-3-kvmU,initrd_path=/boot/initrd-3-kvmU,root_path=/dev/vda,kernel_args='quiet net.ifnames=0 mitigations=off nokaslr norandmaps' \
    gnt-cluster.farm && return
  /usr/lib/ganeti/daemon-util stop-all
  find /var/lib/ganeti -type f -delete
  ip address delete 10.10.59.100/32 dev lo 2> /dev/null
  return 1
}
again init

step 'policy'
# Small instances are allowed, so that a test copies megabytes rather than gigabytes.
again gnt-cluster modify \
  --ipolicy-bounds-specs min:cpu-count=1,disk-count=1,disk-size=4,memory-size=64,nic-count=1,spindle-use=1/max:cpu-count=8,disk-count=16,disk-size=1048576,memory-size=32768,nic-count=8,spindle-use=12 \
  --ipolicy-std-specs cpu-count=1,disk-count=1,disk-size=256,memory-size=256,nic-count=1,spindle-use=1

step 'gallifrey disk'
lvcreate -q -y --size 256M --name gallifrey all
dd if=/var/lib/lab/gallifrey.img of=/dev/all/gallifrey bs=1024k conv=sparse,fsync status=none

step 'skaro disk'
lvcreate -q -y --size 384M --name skaro all
dd if=/var/lib/lab/skaro.img of=/dev/all/skaro bs=1024k conv=sparse,fsync status=none

step 'gallifrey instance'
until_status gallifrey.xivo.vm.farm ADMIN_down gnt-instance add -n host01.farm -B memory=256M -o debootstrap+default -t plain --disk 0:adopt=gallifrey --no-install \
  --no-start --net 0:mac=52:54:7a:c4:05:d1 gallifrey.xivo.vm.farm
step 'gallifrey start'
until_status gallifrey.xivo.vm.farm running gnt-instance start gallifrey.xivo.vm.farm
step 'skaro instance'
until_status skaro.xivo.vm.farm ADMIN_down gnt-instance add -n host01.farm -B memory=256M -o debootstrap+default -t plain --disk 0:adopt=skaro --no-install \
  --no-start --net 0:mac=52:54:3c:1e:90:02 skaro.xivo.vm.farm

step 'git'
git -C /etc add -A
git -C /etc commit -q -m 'cluster' || true

step 'gallifrey answers'
# A minute on a machine with nothing else to do.
end=$(($(date +%s) + 1800))
until curl -sf -m 10 -H 'Host: gallifrey.dachary.org' http://127.0.0.1/; do
  [ "$(date +%s)" -lt "$end" ]
  sleep 2
done
step 'firewall is up'
until [ "$(systemctl is-active shorewall)" = active ]; do sleep 1; done
for service in named isc-dhcp-server nginx ssh shorewall; do systemctl is-active "$service"; done
rm /var/lib/lab/skaro.img
sync
step 'done'
