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
export const leases = 'var/lib/dhcp var/lib/dhclient var/lib/NetworkManager var/lib/dhcpcd';

const folders = `etc etc/ssh etc/udev etc/udev/rules.d var var/lib var/lib/dbus var/lib/systemd var/lib/urandom var/lib/cloud var/lib/cloud/data var/lib/cloud/seed var/lib/cloud/seed/nocloud var/lib/cloud/seed/nocloud-net ${leases}`;

/** What a clone shares with its source although it may be meant for one of them only: named to the person who reads the run. */
export const kept =
  'etc/krb5.keytab etc/ssl/private etc/letsencrypt/live etc/cron.d var/spool/cron/crontabs etc/openvpn etc/wireguard ' +
  'etc/salt/minion_id etc/puppet/ssl etc/puppetlabs/puppet/ssl etc/iscsi/initiatorname.iscsi var/lib/systemd/credential.secret';

/**
 * The guest's files by debugfs(8) and e2fsck(8): no kernel reads what the guest wrote, and no path leads out of its file
 * system. The files above are copied to \$root, and what has changed there is written back and compared. debugfs gives 0
 * whatever happens. A link is shown as one, and never followed: it is replaced by a file, as everything is.
 */
export const byTools = `
[ "$offset" -eq 0 ] || device="$device?offset=$offset"
e2fsck -y -E journal_only -- "$device" >"$work/fsck" 2>&1 || [ $? -eq 1 ] || { tail -n 3 "$work/fsck"; exit 1; }
fs() { debugfs -R "$1" -- "$device" 2>/dev/null; }
# Each debugfs takes its time to start, so one lists all folders, and one reads all files.
listing() {
  for part in / $(for part in ${folders} ${kept} "\${conf#/}"; do above "$part"; echo "$part"; done | sort -u); do
    echo "ls -p \\"/\${part#/}\\""
  done >"$work/ask"
  debugfs -f "$work/ask" -- "$device" 2>/dev/null | awk -v asked="$work/ask" '
    BEGIN { while ((getline line <asked) > 0) ask[++last] = "debugfs: " line }
    $0 == ask[at + 1] { folder = $0; sub(/^debugfs: ls -p "\\/?/, "", folder); sub(/"$/, "", folder); at++; next }
    split($0, entry, "/") > 6 && entry[6] !~ /^\\.\\.?$/ {
      mode = substr(entry[3], 1, 2)
      kind = mode == "10" ? "regular" : mode == "04" ? "directory" : "other"
      print (folder == "" ? "" : folder "/") entry[6], kind
    }'
}
above() {
  rest=\${1%/*}/ at=
  while [ -n "$rest" ]; do
    at=\${at:+$at/}\${rest%%/*} rest=\${rest#*/}
    echo "$at"
  done
}
# Sets kind; empty: it is not there.
find_kind() {
  case $listed in
    *"
$1 regular
"*) kind=regular ;;
    *"
$1 directory
"*) kind=directory ;;
    *"
$1 other
"*) kind=other ;;
    *) kind= ;;
  esac
}
names() { printf %s "$listed" | sed -n "s,^$1/\\([A-Za-z0-9._@:+-]*[A-Za-z0-9]\\) [a-z]*$,\\1,p"; }
is_opened() { case $opened in *" \${1%/*} "*) ;; *) [ "$1" = "\${1##*/}" ] ;; esac; }
pull() {
  is_opened "$1" || return 0
  find_kind "$1"
  case $kind in
    '') ;;
    regular) echo "dump \\"/$1\\" $root/$1" >>"$work/dumps"; pulled="$pulled $1" ;;
    directory) opened="$opened$1 " ;;
    *) links="$links $1" ;;
  esac
}
opened() {
  listed="
$(listing)
"
  opened=' ' pulled= links=
  : >"$work/dumps"
  for part in ${folders} $(above "\${conf#/}"); do
    find_kind "$part"
    if [ "$kind" = directory ] && is_opened "$part"; then opened="$opened$part "; fi
  done
  for part in ${own} \${conf#/}; do pull "$part"; done
  for part in ${leases}; do
    case $opened in *" $part "*) for name in $(names "$part"); do pull "$part/$name"; done ;; esac
  done
  (cd "$root" && mkdir -p . $opened && for link in $links; do ln -s no-plain-file "$link"; done)
  debugfs -f "$work/dumps" -- "$device" >/dev/null 2>&1
  for part in $pulled; do [ -e "$root/$part" ] || { echo "/$part cannot be read"; exit 1; }; done
  cp -a -- "$root" "$work/was"
}
there() {
  find_kind "$1"
  case $kind in '') return 1 ;; directory) [ -n "$(names "$1")" ] ;; esac
}
closed() {
  (cd "$work/was" && find . ! -type d) | while read -r file; do
    [ -e "$root/$file" ] || [ -L "$root/$file" ] || echo "rm \\"/\${file#./}\\""
  done >"$work/commands"
  : >"$work/written"
  : >"$work/dump-again"
  number=0
  (cd "$root" && find . -type f -printf '%m %p\\n') | while read -r mode file; do
    path=/\${file#./}
    if [ ! -L "$work/was/$file" ] && cmp -s -- "$root/$file" "$work/was/$file"; then continue; fi
    if [ -e "$work/was/$file" ] || [ -L "$work/was/$file" ]; then echo "rm \\"$path\\""; fi
    echo "cd \\"\${path%/*}/\\""
    echo "write \\"$root/$file\\" \\"\${path##*/}\\""
    echo "sif \\"\${path##*/}\\" mode 0100$mode"
    number=$((number + 1))
    echo "$file" >>"$work/written"
    echo "dump \\"$path\\" $work/again.$number" >>"$work/dump-again"
  done >>"$work/commands"
  debugfs -w -f "$work/commands" -- "$device" >"$work/debugfs" 2>&1
  debugfs -f "$work/dump-again" -- "$device" >/dev/null 2>&1
  number=0
  while read -r file; do
    number=$((number + 1))
    cmp -s -- "$root/$file" "$work/again.$number" || { echo "/\${file#./} could not be written: $(tail -n 1 "$work/debugfs")"; exit 1; }
  done <"$work/written"
}
`;

/**
 * The guest's files by a mount in a name space of its own, so that it ends with the script, for file systems no user-space
 * tool writes. Nothing on it is run (noexec, nosuid, nodev). XFS takes a second one with the same UUID. A guest with a static
 * address is not made another's here: exit code 1.
 */
export const byMount = `
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
