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
chmod 600 "$root/root/.ssh/authorized_keys"
cp -r "$lab/guest" "$root/run/lab/"
cp "$builder" "$root/run/lab/builder.tar"
chroot "$root" sh /run/lab/guest/build.sh /run/lab/guest "$publicKey" /run/lab/builder.tar
rm -r "$root/run/lab"

# Without a syslog daemon `shorewall show` looks for its messages in vain.
sed -i 's/^STARTUP_ENABLED=.*/STARTUP_ENABLED=Yes/; s/^IP_FORWARDING=.*/IP_FORWARDING=On/; s/^LOGFILE=.*/LOGFILE=systemd/' \
  "$root/etc/shorewall/shorewall.conf"
# A node that is emulated, and starts two guests at once, does not always let the master in within five seconds.
sed -i 's/^RPC_CONNECT_TIMEOUT = 5$/RPC_CONNECT_TIMEOUT = 60/' "$root"/usr/share/ganeti/3.*/ganeti/_constants.py
grep -q '^RPC_CONNECT_TIMEOUT = 60$' "$root"/usr/share/ganeti/3.*/ganeti/_constants.py
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
