import { quietLvm } from '../lvm/quiet.ts';

/** Exit code: the file system has no /etc to work in. */
const noEtc = 3;

/** Files that are made the clone's own, or forgotten, in a tree that has the guest's folders. */
const own =
  'etc/hostname etc/hosts etc/machine-id var/lib/dbus/machine-id ' +
  'etc/udev/rules.d/70-persistent-net.rules etc/udev/rules.d/z25_persistent-net.rules ' +
  ['rsa', 'ecdsa', 'ed25519', 'dsa']
    .map((type) => `etc/ssh/ssh_host_${type}_key etc/ssh/ssh_host_${type}_key.pub`)
    .join(' ') +
  ' var/lib/systemd/random-seed var/lib/urandom/random-seed var/lib/random-seed ' +
  'var/lib/cloud/data/instance-id var/lib/cloud/data/previous-hostname ' +
  'var/lib/cloud/seed/nocloud/meta-data var/lib/cloud/seed/nocloud-net/meta-data';

/** Folders of which all plain files that are leases of DHCP clients are forgotten. */
const leases = 'var/lib/dhcp var/lib/dhclient var/lib/NetworkManager var/lib/dhcpcd';

const folders = `etc etc/ssh etc/udev etc/udev/rules.d var var/lib var/lib/dbus var/lib/systemd var/lib/urandom var/lib/cloud var/lib/cloud/data var/lib/cloud/seed var/lib/cloud/seed/nocloud var/lib/cloud/seed/nocloud-net ${leases}`;

/** What a clone shares with its source although it may be meant for one of them only: named to the person who reads the run. */
const kept =
  'etc/krb5.keytab etc/ssl/private etc/letsencrypt/live etc/cron.d var/spool/cron/crontabs etc/openvpn etc/wireguard ' +
  'etc/salt/minion_id etc/puppet/ssl etc/puppetlabs/puppet/ssl etc/iscsi/initiatorname.iscsi var/lib/systemd/credential.secret';

/**
 * The guest's files by debugfs(8) and e2fsck(8): no kernel reads what the guest wrote, and no path leads out of its file
 * system. The files above are copied to \$root, and what has changed there is written back and compared. debugfs gives 0
 * whatever happens. A link is shown as one, and never followed: it is replaced by a file, as everything is.
 */
const byTools = `
[ "$offset" -eq 0 ] || device="$device?offset=$offset"
e2fsck -y -E journal_only -- "$device" >"$work/fsck" 2>&1 || [ $? -eq 1 ] || { tail -n 3 "$work/fsck"; exit 1; }
fs() { debugfs -R "$1" -- "$device" 2>/dev/null; }
kind() { fs "stat \\"/$1\\"" | sed -n '1s/.*Type: \\([a-z]*\\) .*/\\1/p'; }
names() { fs "ls -p \\"/$1\\"" | cut -d / -f 6 | grep -x '[A-Za-z0-9._@:+-]*[A-Za-z0-9]' || :; }
pull() {
  [ -d "$root/\${1%/*}" ] || return 0
  case $(kind "$1") in
    '') ;;
    regular) fs "dump \\"/$1\\" $root/$1"; [ -e "$root/$1" ] || { echo "/$1 cannot be read"; exit 1; } ;;
    directory) mkdir -p "$root/$1" ;;
    *) ln -s no-plain-file "$root/$1" ;;
  esac
}
opened() {
  for part in ${folders} $(ancestors "\${conf#/}") "$@"; do
    above=$root/$part
    if [ -d "\${above%/*}" ] && [ "$(kind "$part")" = directory ]; then mkdir -p "$root/$part"; fi
  done
  for part in ${own} \${conf#/}; do pull "$part"; done
  for part in ${leases}; do
    for name in $(names "$part"); do pull "$part/$name"; done
  done
  cp -a -- "$root" "$work/was"
}
ancestors() { at=; for part in $(echo "\${1%/*}" | tr / ' '); do at=\${at:+$at/}$part; echo "$at"; done; }
there() { case $(kind "$1") in '') return 1 ;; directory) [ -n "$(names "$1")" ] ;; esac; }
closed() {
  (cd "$work/was" && find . ! -type d) | while read -r file; do
    [ -e "$root/$file" ] || [ -L "$root/$file" ] || echo "rm \\"/\${file#./}\\""
  done >"$work/commands"
  (cd "$root" && find . -type f) | while read -r file; do
    path=/\${file#./}
    if [ ! -L "$work/was/$file" ] && cmp -s -- "$root/$file" "$work/was/$file"; then continue; fi
    if [ -e "$work/was/$file" ] || [ -L "$work/was/$file" ]; then echo "rm \\"$path\\""; fi
    echo "cd \\"\${path%/*}/\\""
    echo "write \\"$root/$file\\" \\"\${path##*/}\\""
    echo "sif \\"\${path##*/}\\" mode 0100$(stat -c %a "$root/$file")"
    echo "$file" >>"$work/written"
  done >>"$work/commands"
  debugfs -w -f "$work/commands" -- "$device" >"$work/debugfs" 2>&1
  [ ! -e "$work/written" ] || while read -r file; do
    fs "dump \\"/\${file#./}\\" $work/check"
    cmp -s -- "$root/$file" "$work/check" || { echo "/\${file#./} could not be written: $(tail -n 1 "$work/debugfs")"; exit 1; }
    rm -f "$work/check"
  done <"$work/written"
}
`;

/**
 * The guest's files by a mount in a name space of its own, so that it ends with the script, for file systems no user-space
 * tool writes. Nothing on it is run (noexec, nosuid, nodev). XFS takes a second one with the same UUID. A guest with a static
 * address is not made another's here: exit code 1.
 */
const byMount = `
opened() {
  options=rw,nosuid,nodev,noexec,noatime
  [ "$type" != xfs ] || options=$options,nouuid
  [ "$length" -eq 0 ] || options=$options,loop,offset=$offset,sizelimit=$length
  mount -t "$type" -o "$options" -- "$device" "$root"
  still=$(grep -lrE '^[[:space:]]*(address[[:space:]]|Address[[:space:]]*=|address(es)?[0-9]*[[:space:]]*=|(IPADDR|IPV6ADDR)[A-Z0-9_]*[[:space:]]*=|static ip)|(^|[[:space:]{,])addresses:' -- \\
    "$root/etc/network" "$root/etc/netplan" "$root/etc/systemd/network" "$root/etc/NetworkManager/system-connections" "$root/etc/sysconfig/network" "$root/etc/sysconfig/network-scripts" "$root/etc/dhcpcd.conf" 2>/dev/null | head -n 1) || :
  [ -z "$still" ] || { echo "\${still#"$root"} has a static address, which cannot be made the clone's on $type: give it the clone's by hand, or let the source take its address by DHCP"; exit 1; }
}
there() { [ -e "$root/$1" ]; }
closed() { cd /; umount "$root"; }
`;

/**
 * Runs as root. The disk's contents are a guest's: no link on it is followed (folders are checked, files are removed and made
 * anew with O_EXCL), and nothing read from it gets into a command.
 * $1 device, $2 offset, $3 length, $4 host name, $5 full name, $6 kind of file system, $7 packaging-farm.conf or nothing, $8 the revision it
 * shall say; then a path and its new bytes in base64 for each file of the network's configuration that changes.
 */
const inner = `
set -euC
device=$1 offset=$2 length=$3 name=$4 full=$5 type=$6 conf=$7 revision=$8
shift 8
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

folder() {
  at=$root
  for part; do
    at=$at/$part
    if [ -L "$at" ] || [ ! -d "$at" ]; then return 1; fi
  done
}
fresh() { rm -f -- "$1"; cat > "$1"; chmod "$2" "$1"; }
plain() { [ -f "$1" ] && [ ! -L "$1" ]; }
forget() { for one; do if plain "$one"; then rm -f -- "$one"; echo "\${one#"$root"}: forgotten"; fi; done; }

opened
folder etc || { echo "its file system has no /etc"; exit ${noEtc}; }
etc=$root/etc

# Its network first: /etc/hosts may be among it.
while [ $# -gt 1 ]; do
  [ "$type" != "\${type#ext}" ] && mkdir -p "$root\${1%/*}" "$work/was\${1%/*}"
  folder $(echo "\${1%/*}" | tr / ' ') || { echo "there is no folder \${1%/*} any more"; exit 1; }
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

if folder etc udev rules.d; then
  rm -f -- "$etc/udev/rules.d/70-persistent-net.rules" "$etc/udev/rules.d/z25_persistent-net.rules"
  echo "names of network cards: forgotten"
fi

if folder etc ssh; then
  for key in rsa ecdsa ed25519; do
    file=$etc/ssh/ssh_host_\${key}_key
    if [ -e "$file" ] || [ -L "$file" ]; then
      ssh-keygen -q -N '' -m PEM -t "$key" -C "root@$name" -f "$work/$key"
      fresh "$file" 600 < "$work/$key"
      fresh "$file.pub" 644 < "$work/$key.pub"
      echo "ssh host key: $(ssh-keygen -l -f "$work/$key.pub" | cut -d ' ' -f 2) ($key)"
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

for dir in ${leases}; do
  if folder $(echo "$dir" | tr / ' '); then forget "$root/$dir"/*lease*; fi
done
for dir in var/lib/systemd var/lib/urandom var/lib; do
  if folder $(echo "$dir" | tr / ' '); then forget "$root/$dir/random-seed"; fi
done

# With another instance-id cloud-init would take the clone for a new machine, and give users and passwords anew.
if folder var lib cloud data && plain "$root/var/lib/cloud/data/instance-id"; then
  if plain "$root/var/lib/cloud/data/previous-hostname"; then echo "$full" | fresh "$root/var/lib/cloud/data/previous-hostname" 644; fi
  echo "cloud-init: keeps its instance-id, so that it does not run anew"
fi
for seed in nocloud nocloud-net; do
  meta=$root/var/lib/cloud/seed/$seed/meta-data
  if [ -n "$old" ] && folder var lib cloud seed "$seed" && plain "$meta"; then
    cat "$meta" > "$work/meta"
    sed "s/^\\([[:space:]]*local-hostname[[:space:]]*:[[:space:]]*[\\"']\\{0,1\\}\\)$old\\([^A-Za-z0-9-]\\|\\$\\)/\\1$name\\2/" "$work/meta" | fresh "$meta" 600
    rm -f "$work/meta"
  fi
done

# Its folders are checked one by one; no word of the path holds a blank (farm.yaml's schema).
if [ -n "$conf" ] && folder $(echo "\${conf%/*}" | tr / ' ') && plain "$root$conf"; then
  cat "$root$conf" > "$work/conf"
  awk -v revision="$revision" '
    /^ *GIT_REVISION *[:?+]?=/ { if (!said) print "GIT_REVISION = " revision; said = 1; next }
    { print }
    END { if (!said) print "GIT_REVISION = " revision }' "$work/conf" | fresh "$root$conf" 644
  echo "revision to build: $revision"
fi

shared=
for part in ${kept}; do if there "$part"; then shared="$shared /$part"; fi; done
[ -z "$shared" ] || echo "copied as they are:$shared"
closed
`;

/**
 * The job: makes the disk the clone's own and tags the volume with how that went.
 * $1 to $5 as above, $6 the volume, $7 the tag for done, $8 the tag for a disk without /etc, $9 the kind of file system, \${10} and \${11} as $7 and $8
 * above, and what follows as there.
 */
export const personaliseScript = `
${quietLvm}
device=$1 offset=$2 length=$3 name=$4 full=$5 lv=$6 tag=$7 left=$8 type=$9
shift 9
conf=$1 revision=$2
shift 2
# udev holds a device for a moment after whoever wrote it has closed it.
tries=0
while :; do
  case $(as_root lvs --noheadings -o lv_attr -- "$lv" | tr -d ' ') in ?????o*) tries=$((tries + 1)) ;; *) break ;; esac
  [ "$tries" -le 12 ] || { echo "something has $lv open: it is not touched"; exit 1; }
  sleep 0.25
done
as_root unshare --mount --propagation private -- sh -c '${inner.replaceAll("'", "'\\''")}' sh "$device" "$offset" "$length" "$name" "$full" "$type" "$conf" "$revision" "$@"
case $? in
  0) as_root lvchange --addtag "$tag" -- "$lv" >/dev/null ;;
  ${noEtc}) as_root lvchange --addtag "$left" -- "$lv" >/dev/null ;;
  *) exit 1 ;;
esac
`;
