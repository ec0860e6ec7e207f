#!/bin/sh
# Turns a plain Debian tree into the seed's host, as far as that is possible without booting it.
# $1: the tree, $2: this test's folder, $3: SSH public key let in as root, $4: the Debian of a virtual machine that builds, as a tar file.
# Run by mmdebstrap, outside the tree.
set -eu
root=$1
lab=$2
publicKey=$3
builder=$4

# Modes and owners of the folders already there must stay: /root is not for all to read.
tar -C "$lab/host" --owner=0 --group=0 --exclude=./install.sh --exclude=./provision.sh -c . |
  tar -C "$root" --no-overwrite-dir -x
mkdir -p "$root/root/.ssh" "$root/run/lab"
printf '%s\n' "$publicKey" > "$root/root/.ssh/authorized_keys"
chmod 700 "$root/root/.ssh"
# Root of one node comes in on the other, as Ganeti has it; a second node is a copy, host keys and all, which is Ganeti's way too.
ssh-keygen -q -t ed25519 -N '' -C 'root of the farm' -f "$root/root/.ssh/id_ed25519"
cat "$root/root/.ssh/id_ed25519.pub" >> "$root/root/.ssh/authorized_keys"
sed 's/^/host01.farm,host02.farm,gnt-cluster.farm /' "$root/etc/ssh/ssh_host_ed25519_key.pub" > "$root/root/.ssh/known_hosts"
chmod 600 "$root/root/.ssh/authorized_keys"
cp -r "$lab/guest" "$root/run/lab/"
cp "$builder" "$root/run/lab/builder.tar"
chroot "$root" sh /run/lab/guest/build.sh /run/lab/guest "$publicKey" /run/lab/builder.tar
rm -r "$root/run/lab"

# Without a syslog daemon `shorewall show` looks for its messages in vain.
sed -i 's/^STARTUP_ENABLED=.*/STARTUP_ENABLED=Yes/; s/^IP_FORWARDING=.*/IP_FORWARDING=On/; s/^LOGFILE=.*/LOGFILE=systemd/' \
  "$root/etc/shorewall/shorewall.conf"
# A node that is emulated, on a machine with much else to do, does not answer its master or its clients within five or ten seconds.
# longer FILE NAME SECONDS: how long Ganeti's Python waits for something.
longer() {
  file=$(echo "$root"/usr/share/ganeti/3.*/ganeti/"$1")
  sed -i "s/^\( *\)$2 = [0-9.]*$/\1$2 = $3/" "$file"
  grep -q "^ *$2 = $3$" "$file"
}
longer _constants.py RPC_CONNECT_TIMEOUT 60
longer bootstrap.py _DAEMON_READY_TIMEOUT 600
longer hypervisor/hv_kvm/monitor.py _SOCKET_TIMEOUT 60
for site in "$root"/etc/nginx/sites-available/*.dachary.org; do
  ln -sf "../sites-available/${site##*/}" "$root/etc/nginx/sites-enabled/"
done
chroot "$root" systemctl enable systemd-networkd ssh named isc-dhcp-server shorewall nginx
chroot "$root" systemctl mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer fstrim.timer \
  e2scrub_reap.service systemd-networkd-wait-online.service systemd-pstore.service dpkg-db-backup.timer

# Programs write these on their own, and a change nobody made would hide those that somebody did.
printf '%s\n' 'ld.so.cache' 'mtab' 'resolv.conf' 'adjtime' '*.pid' 'lvm/archive/' 'lvm/backup/' > "$root/etc/.gitignore"
chroot "$root" git -C /etc init -q
chroot "$root" git -C /etc add -A
chroot "$root" git -C /etc commit -q -m 'installation'
