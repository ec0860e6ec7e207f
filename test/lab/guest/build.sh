#!/bin/sh
# Makes what a farm's virtual machines boot: an initramfs with their drivers, and the images of their root disks.
# Runs inside the host's root file system, which has the kernel, busybox and dropbear. $1: folder of these sources,
# $2: SSH public key let in as root, $3: a small Debian with what builds packages, as a tar file.
set -eu
sources=$1
publicKey=$2
builder=$3
kernel=$(ls /lib/modules)
work=$(mktemp -d)

initramfs=$work/initramfs
mkdir -p "$initramfs/bin" "$initramfs/dev" "$initramfs/root" "$initramfs/lib"
cp /bin/busybox "$initramfs/bin/"
install -m 755 "$sources/init" "$initramfs/init"
for module in virtio_pci virtio_blk virtio_net virtio_balloon virtio_rng button evdev; do
  modprobe -S "$kernel" --show-depends "$module" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
done | awk '!seen[$0]++' > "$work/modules"
while read -r module; do
  cp "$module" "$initramfs/lib/"
  echo "/lib/${module##*/}"
done < "$work/modules" > "$initramfs/modules"
# Not compressed: under emulation unpacking costs more than reading.
(cd "$initramfs" && find . | cpio --quiet -o -H newc -R 0:0) > /boot/initrd-3-kvmU

# Nor is the kernel: QEMU starts a plain ELF kernel by its PVH entry, and a third of the boot is saved. Where the compressed
# one lies is in the boot header (Documentation/x86/boot.rst: setup_sects 0x1f1, payload_offset 0x248, payload_length 0x24c).
number() { od -An -v -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '; }
image=/boot/vmlinuz-$kernel
start=$((($(number "$image" 0x1f1 1) + 1) * 512 + $(number "$image" 0x248 4)))
# The last four bytes are the size it unpacks to.
tail -c "+$((start + 1))" "$image" | head -c "$(($(number "$image" 0x24c 4) - 4))" > "$work/payload"
case "$(od -An -N 4 -tx1 "$work/payload")" in
  ' 02 21 4c 18') lz4 -dc "$work/payload" ;;
  ' 28 b5 2f fd') zstd -dc "$work/payload" ;;
  ' fd 37 7a 58') xz -dc "$work/payload" ;;
  ' 1f 8b '*) gzip -dc "$work/payload" ;;
esac > /boot/vmlinuz-3-kvmU

# system NAME: in $disk, what makes a virtual machine of it: settings, busybox for what is not there, its init, SSH.
system() {
  mkdir -p "$disk"
  for folder in bin sbin usr/bin usr/sbin lib lib64 dev proc sys run tmp root/.ssh etc/ssh var/log; do
    mkdir -p "$disk/$folder"
  done
  tar -C "$sources/disk" --owner=0 --group=0 -c . | tar -C "$disk" --skip-old-files -x
  sed -i "s/gallifrey/$1/g" "$disk/etc/hostname" "$disk/etc/hosts"
  chmod 755 "$disk"/etc/init.d/* "$disk/etc/udhcpc.script"
  cp /bin/busybox "$disk/bin/"
  for applet in $(busybox --list-full); do
    [ -e "$disk/$applet" ] || [ -L "$disk/$applet" ] || ln -s /bin/busybox "$disk/$applet"
  done
  ln -sf /bin/busybox "$disk/sbin/init"
  cp /usr/sbin/dropbear "$disk/usr/sbin/"
  cp /usr/bin/dropbearkey "$disk/usr/bin/"
  cp /usr/lib/dropbear/dropbearconvert "$disk/usr/bin/"
  for library in $(ldd /usr/sbin/dropbear /usr/bin/dropbearkey /usr/lib/dropbear/dropbearconvert |
    sed -n 's/.*[[:space:]]\(\/[^ ]*\) (0x.*/\1/p' | sort -u); do
    # A Debian has them; its links are not to be followed, for they would lead out of it.
    [ ! -e "$disk$library" ] && [ ! -L "$disk$library" ] || continue
    mkdir -p "$disk$(dirname "$library")"
    cp -L "$library" "$disk$library"
  done
  ssh-keygen -q -A -f "$disk"
  od -An -N16 -tx1 /dev/urandom | tr -d ' ' > "$disk/etc/machine-id"
  printf '%s\n' "$publicKey" > "$disk/root/.ssh/authorized_keys"
  printf 'root:*:15180:0:99999:7:::\n' > "$disk/etc/shadow"
  chmod 700 "$disk/root" "$disk/root/.ssh"
  chmod 600 "$disk/root/.ssh/authorized_keys" "$disk/etc/shadow"
}

mkdir -p /var/lib/lab
disk=$work/gallifrey
system gallifrey
cp "$disk/etc/ssh/ssh_host_ed25519_key.pub" /var/lib/lab/gallifrey.pub
# Small, so that a test copies it in about ten seconds.
mke2fs -q -t ext4 -L gallifrey -d "$disk" /var/lib/lab/gallifrey.img 256M

# skaro builds packages that need no compiler: build-essential, which every build asks for, is only said to be there.
disk=$work/skaro
mkdir "$disk"
tar -C "$disk" -xf "$builder"
rm -f "$disk/etc/hostname" "$disk/etc/hosts" "$disk/etc/resolv.conf" "$disk/etc/fstab"
system skaro
rm "$disk/etc/udev/rules.d/70-persistent-net.rules"
printf '\nPackage: build-essential\nStatus: install ok installed\nVersion: 12\nArchitecture: amd64\nMaintainer: lab\nDescription: none\n' \
  >> "$disk/var/lib/dpkg/status"
mke2fs -q -t ext4 -L skaro -d "$disk" /var/lib/lab/skaro.img 384M
rm -r "$work"
