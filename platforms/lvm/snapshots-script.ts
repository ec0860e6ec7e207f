import { quietLvm } from './quiet.ts';

/** Seconds after which a VM goes on, whatever became of the job: LVM takes a second or two for each snapshot where the host is busy. */
export function longest(disks: number): number {
  return 10 + 10 * disks;
}

/**
 * `$1` QEMU's monitor of the VM, `$2` seconds after which it goes on whatever happens, `$3` the tag that says that the snapshots are of one
 * instant; then volume group, origin, name, size and the two tags of each snapshot.
 *
 * Snapshots that an earlier attempt left are taken anew: they are of another moment. QEMU has written all that it was given before it says that the VM is
 * stopped, and nothing until it goes on. Whoever stopped a VM by hand finds it stopped afterwards.
 */
export const snapshotsScript = `
${quietLvm}
monitor=$1 longest=$2 tag=$3
shift 3
temp=$(mktemp -d) || exit
dog= held=
ask() { printf '%s\\n' "$1" | as_root timeout 10 socat -t 5 - "UNIX-CONNECT:$monitor"; }
go_on() { ask cont >/dev/null 2>&1; }
let_go() {
  [ -z "$held" ] || go_on
  held=
  [ -z "$dog" ] || { kill "$dog" && wait "$dog"; } 2>/dev/null
  dog=
}
trap 'let_go; rm -rf -- "$temp"' EXIT
trap 'exit 143' TERM INT HUP
# running, paused; down: there is no such machine.
status() {
  said=$(ask 'info status' 2>"$temp/error")
  word=$(printf '%s\\n' "$said" | sed -n 's/^VM status: \\([a-z]*\\).*/\\1/p' | tail -n 1)
  if [ -n "$word" ]; then echo "$word"
  elif grep -Eq 'No such file or directory|Connection refused' "$temp/error"; then echo down
  else
    echo "the monitor $monitor does not tell whether its VM runs: $(tail -n 1 "$temp/error")" >&2
    return 1
  fi
}
remove() {
  found=$(as_root lvs --noheadings -o lv_uuid,lv_tags -- "$1" 2>/dev/null) || return 0
  read -r uuid tags <<END
$found
END
  case ",$tags," in *",$2,"*) as_root lvremove --yes --select "lv_uuid=$uuid" -- "$1" ;; esac
}
each() {
  doing=$1
  shift
  while [ $# -gt 0 ]; do
    "$doing" "$1" "$2" "$3" "$4" "$5" "$6" || return
    shift 6
  done
}
drop() { remove "$1/$3" "$6"; }
take() { as_root lvcreate --yes --snapshot --size "$4" --name "$3" --addtag "$5" --addtag "$6" -- "$1/$2"; }
mark() { as_root lvchange --addtag "$tag" -- "$1/$3"; }
fail() {
  let_go
  each drop "$@"
  exit "$code"
}
now() { date +%s%3N; }

each drop "$@" || exit
was=$(status) || exit 71
if [ "$was" = running ]; then
  # Should this job be killed: nothing else would have the VM go on.
  (
    sleep "$longest" &
    nap=$!
    trap 'kill "$nap"; exit' TERM
    wait "$nap"
    go_on
  ) </dev/null >/dev/null 2>&1 &
  dog=$!
  held=1
  ask stop >/dev/null
  is=$(status) || { code=71 && fail "$@"; }
  [ "$is" = paused ] || { echo "QEMU was told to stop the VM, and says that it is $is" && code=72 && fail "$@"; }
fi
began=$(now)
each take "$@" || { code=$? && fail "$@"; }
is=$(status)
took=$(($(now) - began))
if [ "$was" = running ]; then still=paused; else still=$was; fi
[ "$is" = "$still" ] || { echo "the VM was $still, and is \${is:-unknown} since" && code=73 && fail "$@"; }
let_go
echo "took $took ms while the VM was $is"
each mark "$@"
`;
