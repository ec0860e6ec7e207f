#!/bin/sh
# What has to run on the master to make host02 a node, with instances whose disks are not like gallifrey's: karn has two, mondas is
# replicated by DRBD. Read by sh on standard input.
set -eu
step() { echo "$(cut -d' ' -f1 /proc/uptime) $*"; }

step 'DRBD'
modprobe drbd
gnt-cluster modify --enabled-disk-templates=plain,drbd --ipolicy-disk-templates=plain,drbd --drbd-usermode-helper=/bin/true

step 'node'
gnt-node add --no-ssh-key-check host02.farm

step 'names, addresses, ports and sites'
# vm NAME LAST_NUMBER MAC
vm() {
  name=$1 number=$2 mac=$3
  printf '%s.xivo.vm\tIN\tA\t10.10.60.%s\n' "$name" "$number" >> /etc/bind/db.farm
  printf '%s.60\tIN PTR %s.xivo.vm.farm.\n' "$number" "$name" >> /etc/bind/db.10.10
  cat >> /etc/dhcp/dhcpd.conf <<END
host $name.xivo.vm.farm {
        hardware ethernet $mac;
        fixed-address $name.xivo.vm.farm;
        option domain-name "farm";
        option domain-name-servers 10.10.0.254;
        option routers 10.10.0.254;
        option subnet-mask 255.255.255.255;
}
END
  variable=VM_$(echo "$name" | tr a-z A-Z)_XIVO
  echo "$variable=10.10.60.$number" >> /etc/shorewall/params
  echo "DNAT            net             loc:\$$variable:22           tcp     220$(printf %02d "$number")           -       \$IP_FAILOVER" >> /etc/shorewall/rules
  sed "s/gallifrey/$name/" /etc/nginx/sites-available/gallifrey.dachary.org > "/etc/nginx/sites-available/$name.dachary.org"
  ln -s "../sites-available/$name.dachary.org" /etc/nginx/sites-enabled/
}
vm karn 3 52:54:5b:20:cc:03
vm mondas 4 52:54:69:d7:40:04
systemctl reload named
systemctl restart isc-dhcp-server
shorewall reload
systemctl reload nginx

# image NAME MAC: gallifrey's disk, made another's.
image() {
  cp --sparse=always /var/lib/lab/gallifrey.img "/var/lib/lab/$1.img"
  disk=$(mktemp -d)
  mount -o loop "/var/lib/lab/$1.img" "$disk"
  sed -i "s/gallifrey/$1/g" "$disk/etc/hostname" "$disk/etc/hosts"
  sed -i "s/52:54:7a:c4:05:d1/$2/" "$disk/etc/udev/rules.d/70-persistent-net.rules"
  rm "$disk"/etc/ssh/ssh_host_*
  ssh-keygen -q -t ed25519 -N '' -f "$disk/etc/ssh/ssh_host_ed25519_key"
  od -An -N16 -tx1 /dev/urandom | tr -d ' ' > "$disk/etc/machine-id"
  umount "$disk"
  rmdir "$disk"
}
add='gnt-instance add -B memory=256M -o debootstrap+default --no-install --no-start'

step 'karn'
image karn 52:54:5b:20:cc:03
lvcreate -q -y --size 256M --name karn all
lvcreate -q -y --size 64M --name karn-data all
dd if=/var/lib/lab/karn.img of=/dev/all/karn bs=1024k conv=sparse,fsync status=none
mke2fs -q -t ext4 -L data /dev/all/karn-data
$add -n host01.farm -t plain --disk 0:adopt=karn --disk 1:adopt=karn-data --net 0:mac=52:54:5b:20:cc:03 karn.xivo.vm.farm

step 'mondas'
image mondas 52:54:69:d7:40:04
$add -n host01.farm:host02.farm -t drbd -s 256M --no-wait-for-sync --net 0:mac=52:54:69:d7:40:04 mondas.xivo.vm.farm
gnt-instance activate-disks mondas.xivo.vm.farm
# Into DRBD's own device: what is written below it the other node never gets.
dd if=/var/lib/lab/mondas.img of=/dev/drbd0 bs=1024k conv=sparse,fsync status=none
gnt-instance deactivate-disks mondas.xivo.vm.farm
gnt-instance start mondas.xivo.vm.farm
rm /var/lib/lab/karn.img /var/lib/lab/mondas.img

step 'git'
git -C /etc add -A
git -C /etc commit -q -m 'host02'

step 'mondas answers'
end=$(($(date +%s) + 1800))
until curl -sf -m 10 -H 'Host: mondas.dachary.org' http://127.0.0.1/; do
  [ "$(date +%s)" -lt "$end" ]
  sleep 2
done
step 'mondas is the same on both'
until grep -q 'ds:UpToDate/UpToDate' /proc/drbd; do sleep 1; done
sync
step 'done'
