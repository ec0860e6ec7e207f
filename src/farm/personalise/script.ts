import { quietLvm } from '../lvm/quiet.ts';

/** Exit code: the file system has no /etc to work in. */
export const noEtc = 3;

/**
 * Runs as root in a mount name space of its own, so that the mount ends with it, however it ends. The disk's contents are a
 * guest's: nothing on it is run (noexec, nosuid, nodev), no link on it is followed (folders are checked, files are removed
 * and made anew with O_EXCL), and nothing read from it gets into a command.
 * A file system made to panic the host on an error (tune2fs -e panic) is told not to; XFS takes a second one with the same UUID.
 * $1 device, $2 offset, $3 length, $4 host name, $5 full name, $6 kind of file system, $7 packaging-farm.conf or nothing, $8 the revision it shall say.
 */
const inner = `
set -euC
device=$1 offset=$2 length=$3 name=$4 full=$5 type=$6 conf=$7 revision=$8
work=$(mktemp -d)
root=$work/root
mkdir "$root"
trap 'cd /; umount "$root" 2>/dev/null || :; rm -rf --one-file-system "$work"' EXIT
options=rw,nosuid,nodev,noexec,noatime
case $type in
  ext*) options=$options,errors=remount-ro ;;
  xfs) options=$options,nouuid ;;
esac
[ "$length" -eq 0 ] || options=$options,loop,offset=$offset,sizelimit=$length
mount -t "$type" -o "$options" -- "$device" "$root"

folder() {
  at=$root
  for part; do
    at=$at/$part
    if [ -L "$at" ] || [ ! -d "$at" ]; then return 1; fi
  done
}
fresh() { rm -f -- "$1"; cat > "$1"; chmod "$2" "$1"; }
plain() { [ -f "$1" ] && [ ! -L "$1" ]; }

folder etc || { echo "its file system has no /etc"; exit ${noEtc}; }
etc=$root/etc

old=
if plain "$etc/hostname"; then old=$(head -c 253 "$etc/hostname" | head -n 1 | tr -cd 'A-Za-z0-9.-'); fi
old=\${old%%.*}
echo "$name" | fresh "$etc/hostname" 644
echo "host name: $name"
if [ -n "$old" ] && plain "$etc/hosts"; then
  cat "$etc/hosts" > "$work/hosts"
  awk -v old="$old" -v name="$name" -v full="$full" '
    !/^[ \\t]*#/ { for (i = 2; i <= NF; i++) { if ($i == old) $i = name; else if (index($i, old ".") == 1) $i = full } }
    { print }' "$work/hosts" | fresh "$etc/hosts" 644
fi

if folder etc udev rules.d; then
  rm -f -- "$etc/udev/rules.d/70-persistent-net.rules" "$etc/udev/rules.d/z25_persistent-net.rules"
  echo "names of network cards: forgotten"
fi

if folder etc ssh; then
  for type in rsa ecdsa ed25519; do
    key=$etc/ssh/ssh_host_\${type}_key
    if [ -e "$key" ] || [ -L "$key" ]; then
      ssh-keygen -q -N '' -m PEM -t "$type" -C "root@$name" -f "$work/$type"
      fresh "$key" 600 < "$work/$type"
      fresh "$key.pub" 644 < "$work/$type.pub"
      echo "ssh host key: $(ssh-keygen -l -f "$work/$type.pub" | cut -d ' ' -f 2) ($type)"
    fi
  done
  rm -f -- "$etc/ssh/ssh_host_dsa_key" "$etc/ssh/ssh_host_dsa_key.pub"
fi

if [ -e "$etc/machine-id" ] || [ -L "$etc/machine-id" ]; then
  id=$(od -An -v -N16 -tx1 /dev/urandom | tr -d ' \\n')
  echo "$id" | fresh "$etc/machine-id" 444
  if folder var lib dbus && plain "$root/var/lib/dbus/machine-id"; then echo "$id" | fresh "$root/var/lib/dbus/machine-id" 644; fi
  echo "machine-id: new"
fi

# Its folders are checked one by one; no word of the path holds a blank (farm.yaml's schema).
if [ -n "$conf" ] && folder $(echo "\${conf%/*}" | tr / ' ') && plain "$root$conf"; then
  cat "$root$conf" > "$work/conf"
  awk -v revision="$revision" '
    /^ *GIT_REVISION *[:?+]?=/ { if (!said) print "GIT_REVISION = " revision; said = 1; next }
    { print }
    END { if (!said) print "GIT_REVISION = " revision }' "$work/conf" | fresh "$root$conf" 644
  echo "revision to build: $revision"
fi
cd /
umount "$root"
`;

/**
 * The job: makes the disk the clone's own and tags the volume with how that went.
 * $1 to $5 as above, $6 the volume, $7 the tag for done, $8 the tag for a disk without /etc, $9 the kind of file system, ${10} and ${11} as $7 and $8
 * above.
 */
export const personaliseScript = `
${quietLvm}
# udev holds a device for a moment after whoever wrote it has closed it.
tries=0
while :; do
  case $(as_root lvs --noheadings -o lv_attr -- "$6" | tr -d ' ') in ?????o*) tries=$((tries + 1)) ;; *) break ;; esac
  [ "$tries" -le 12 ] || { echo "something has $6 open: it is not touched"; exit 1; }
  sleep 0.25
done
as_root unshare --mount --propagation private -- sh -c '${inner.replaceAll("'", "'\\''")}' sh "$1" "$2" "$3" "$4" "$5" "$9" "\${10}" "\${11}"
case $? in
  0) as_root lvchange --addtag "$7" -- "$6" >/dev/null ;;
  ${noEtc}) as_root lvchange --addtag "$8" -- "$6" >/dev/null ;;
  *) exit 1 ;;
esac
`;
