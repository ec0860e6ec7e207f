import { quietLvm } from '../lvm/quiet.ts';
import { byMount, byTools, kept, leases } from './tree-scripts.ts';

/** Exit code: the file system has no /etc to work in. */
const noEtc = 3;

/**
 * Runs as root. The disk's contents are a guest's: no link on it is followed (folders are checked, files are removed and made
 * anew with O_EXCL), and nothing read from it gets into a command.
 * $1 device, $2 offset, $3 length, $4 host name, $5 full name, $6 kind of file system, $7 packaging-farm.conf or nothing, $8 the revision it
 * shall say, $9 a folder with host keys made for it or nothing; then a path and its new bytes in base64 for each file of the network's configuration that changes.
 */
const inner = `
set -euC
device=$1 offset=$2 length=$3 name=$4 full=$5 type=$6 conf=$7 revision=$8 keys=$9
shift 9
work=$(mktemp -d)
root=$work/root
mkdir "$root"
trap 'cd /; umount "$root" 2>/dev/null || :; rm -rf --one-file-system "$work"' EXIT
case $type in
ext*)
${byTools}
;;
*)
${byMount}
;;
esac

# Each program takes its time to start: what the shell does itself is done so.
folder() {
  at=$root rest=$1/
  while [ -n "$rest" ]; do
    at=$at/\${rest%%/*} rest=\${rest#*/}
    if [ -L "$at" ] || [ ! -d "$at" ]; then return 1; fi
  done
}
# What has the name goes first.
fresh() { install -m "$2" -T -- /dev/stdin "$1"; }
plain() { [ -f "$1" ] && [ ! -L "$1" ]; }
forget() { for one; do if plain "$one"; then rm -f -- "$one"; echo "\${one#"$root"}: forgotten"; fi; done; }

opened
folder etc || { echo "its file system has no /etc"; exit ${noEtc}; }
etc=$root/etc

# A host key that was not made before takes as long to make as all the rest: it is made meanwhile.
made=
if folder etc/ssh; then
  for key in rsa ecdsa ed25519; do
    file=$etc/ssh/ssh_host_\${key}_key
    if [ ! -e "$file" ] && [ ! -L "$file" ]; then continue; fi
    if [ -n "$keys" ] && [ -e "$keys/ssh_host_\${key}_key.pub" ]; then
      cp -- "$keys/ssh_host_\${key}_key" "$work/$key"
      cp -- "$keys/ssh_host_\${key}_key.pub" "$work/$key.pub"
      made="$made $key:"
    else
      ssh-keygen -q -N '' -m PEM -t "$key" -C "root@$name" -f "$work/$key" </dev/null &
      made="$made $key:$!"
    fi
  done
fi

# Its network first: /etc/hosts may be among it.
while [ $# -gt 1 ]; do
  [ "$type" != "\${type#ext}" ] && mkdir -p "$root\${1%/*}" "$work/was\${1%/*}"
  folder "\${1%/*}" || { echo "there is no folder \${1%/*} any more"; exit 1; }
  mode=$(fs "stat \\"$1\\"" | sed -n '1s/.*Mode: *0*\\([0-7]*\\) .*/\\1/p')
  [ -e "$work/was$1" ] || : > "$work/was$1"
  printf %s "$2" | base64 -d | fresh "$root$1" "\${mode:-644}"
  echo "network: $1"
  shift 2
done

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

if folder etc/udev/rules.d; then
  rm -f -- "$etc/udev/rules.d/70-persistent-net.rules" "$etc/udev/rules.d/z25_persistent-net.rules"
  echo "names of network cards: forgotten"
fi

if [ -e "$etc/machine-id" ] || [ -L "$etc/machine-id" ]; then
  id=$(od -An -v -N16 -tx1 /dev/urandom | tr -d ' \\n')
  echo "$id" | fresh "$etc/machine-id" 444
  if folder var/lib/dbus && plain "$root/var/lib/dbus/machine-id"; then echo "$id" | fresh "$root/var/lib/dbus/machine-id" 644; fi
  echo "machine-id: new"
fi

for dir in ${leases}; do
  if folder "$dir"; then forget "$root/$dir"/*lease*; fi
done
for dir in var/lib/systemd var/lib/urandom var/lib; do
  if folder "$dir"; then forget "$root/$dir/random-seed"; fi
done

# With another instance-id cloud-init would take the clone for a new machine, and give users and passwords anew.
if folder var/lib/cloud/data && plain "$root/var/lib/cloud/data/instance-id"; then
  if plain "$root/var/lib/cloud/data/previous-hostname"; then echo "$full" | fresh "$root/var/lib/cloud/data/previous-hostname" 644; fi
  echo "cloud-init: keeps its instance-id, so that it does not run anew"
fi
for seed in nocloud nocloud-net; do
  meta=$root/var/lib/cloud/seed/$seed/meta-data
  if [ -n "$old" ] && folder "var/lib/cloud/seed/$seed" && plain "$meta"; then
    cat "$meta" > "$work/meta"
    sed "s/^\\([[:space:]]*local-hostname[[:space:]]*:[[:space:]]*[\\"']\\{0,1\\}\\)$old\\([^A-Za-z0-9-]\\|\\$\\)/\\1$name\\2/" "$work/meta" | fresh "$meta" 600
    rm -f "$work/meta"
  fi
done

if [ -n "$conf" ] && folder "\${conf%/*}" && plain "$root$conf"; then
  cat "$root$conf" > "$work/conf"
  awk -v revision="$revision" '
    /^ *GIT_REVISION *[:?+]?=/ { if (!said) print "GIT_REVISION = " revision; said = 1; next }
    { print }
    END { if (!said) print "GIT_REVISION = " revision }' "$work/conf" | fresh "$root$conf" 644
  echo "revision to build: $revision"
fi

for one in $made; do
  key=\${one%:*} file=$etc/ssh/ssh_host_\${one%:*}_key
  [ "\${one#*:}" = '' ] || wait "\${one#*:}"
  fresh "$file" 600 < "$work/$key"
  fresh "$file.pub" 644 < "$work/$key.pub"
  echo "ssh host key: $(ssh-keygen -l -f "$work/$key.pub" | cut -d ' ' -f 2) ($key)"
done
if folder etc/ssh; then rm -f -- "$etc/ssh/ssh_host_dsa_key" "$etc/ssh/ssh_host_dsa_key.pub"; fi

shared=
for part in ${kept}; do if there "$part"; then shared="$shared /$part"; fi; done
[ -z "$shared" ] || echo "copied as they are:$shared"
closed
`;

/**
 * The job: makes the disk the clone's own and tags the volume with how that went.
 * $1 to $5 as above, $6 the volume, $7 the tag for done, $8 the tag for a disk without /etc, $9 the kind of file system, \${10} to \${12} as $7 to $9
 * above, and what follows as there. The keys are gone before the tag says that it is done.
 */
export const personaliseScript = `
${quietLvm}
device=$1 offset=$2 length=$3 name=$4 full=$5 lv=$6 tag=$7 left=$8 type=$9
shift 9
conf=$1 revision=$2 keys=$3
shift 3
# udev holds a device for a moment after whoever wrote it has closed it.
tries=0
while :; do
  case $(as_root lvs --noheadings -o lv_attr -- "$lv" | tr -d ' ') in ?????o*) tries=$((tries + 1)) ;; *) break ;; esac
  [ "$tries" -le 12 ] || { echo "something has $lv open: it is not touched"; exit 1; }
  sleep 0.25
done
as_root unshare --mount --propagation private -- sh -c '${inner.replaceAll("'", "'\\''")}' sh "$device" "$offset" "$length" "$name" "$full" "$type" "$conf" "$revision" "$keys" "$@"
case $? in
  0) ;;
  ${noEtc}) tag=$left ;;
  *) exit 1 ;;
esac
[ -z "$keys" ] || rm -rf -- "$keys" || exit
as_root lvchange --addtag "$tag" -- "$lv" >/dev/null
`;
