import { layoutScript, stretchesScript } from './layout-script.ts';
import { quietLvm } from './quiet.ts';
import { thereScript } from './there-script.ts';

/** How many bytes dd reads at once. Past the page cache nothing is read ahead: fewer are slower by far. */
const block = 'bs=16M';
/** Copies a piece of one device to another: places and lengths in bytes. Without nocreat it makes a plain file in /dev where the volume is gone. */
const dd = `dd ${block} iflag=skip_bytes,count_bytes$direct oflag=seek_bytes$direct conv=nocreat,notrunc`;
/** The same in two halves, with a network in between. */
const [read, write] = [
  `dd ${block} iflag=skip_bytes,count_bytes$direct`,
  `dd ${block} iflag=fullblock oflag=seek_bytes$direct conv=nocreat,notrunc`,
];

/**
 * `$1` volume group, `$2` snapshot, `$3` volume, `$4` and `$5` their devices, `$6` the tag that says it is done, `$7` how many
 * bytes there are, `$8` `zeroed` or `left`: what is not copied, `$9` the layout as planned, as `layout` says it; empty: nothing is looked at, and all is copied;
 * after that what `there` takes: the volume is on that node. Standard input: what earlier attempts printed.
 *
 * What is copied how is decided here, from the snapshot; where that is not as planned, all of that stretch is copied. Each piece that
 * is done is said (`did …`), so that a later attempt leaves it out, if it has the same pieces to do, since the host was last started.
 * The tag is put on last: it stands for a copy of a snapshot that was still valid when the last was read, with file systems that were checked.
 */
export const copyScript = `
${quietLvm}
${layoutScript}
${stretchesScript}
vg=$1 snapshot=$2 volume=$3 from=$4 to=$5 tag=$6 size=$7 remains=$8 planned=$9
shift 9
${thereScript}
temp=$(mktemp -d) || exit
trap 'rm -rf -- "$temp"' EXIT
cat >"$temp/earlier" || exit
# The connection stays for all that follows: nothing that is waited for may be its standard error.
[ -z "$node" ] || there true </dev/null >"$temp/said" 2>&1 || { cat "$temp/said"; exit 71; }

# udev holds a device for a moment after whoever wrote it has closed it.
tries=0
while :; do
  case $(there lvs --noheadings -o lv_attr -- "$vg/$volume" </dev/null | tr -d ' ') in
    ?????o*) tries=$((tries + 1)) ;;
    ?????*) break ;;
    *) exit 66 ;;
  esac
  [ "$tries" -le 12 ] || exit 67
  sleep 0.25
done

note() { echo "note $1"; }
look_back() { echo "snapshot $(as_root lvs --noheadings -o lv_attr,data_percent -- "$vg/$snapshot")"; }
fail() {
  look_back
  exit "$1"
}

: >"$temp/stretches"
: >"$temp/checked"
if [ -z "$planned" ]; then echo "0 $size -" >"$temp/layout"
elif ! layout "$from" "$size" >"$temp/layout"; then
  note 'the layout of the snapshot cannot be read: all of it is copied'
  echo "0 $size -" >"$temp/layout"
fi
while read -r at bytes type; do
  how=$type
  if [ -n "$planned" ] && ! printf '%s\\n' "$planned" | grep -Fqx -- "$at $bytes $type"; then
    note "at byte $at the snapshot is not laid out as planned: all of it is copied"
    how=-
  fi
  case $how in ext[234])
    if replay "$from" "$at" && stretches "$from" "$at" "$bytes" "$how" >"$temp/try"; then
      cat "$temp/try" >>"$temp/stretches"
      echo "$at" >>"$temp/checked"
      continue
    fi
    note "what is in use of the $type at byte $at cannot be told: all of it is copied"
    how=-
    ;;
  esac
  stretches "$from" "$at" "$bytes" "$how" >>"$temp/stretches"
done <"$temp/layout"

[ "$(awk '{ sum += $3 } END { printf "%.0f", sum }' "$temp/stretches")" = "$size" ] || fail 70

# No piece is so large that much of it is lost with a kill, nor so small that there are many.
piece=$((size / 16777216 * 1048576))
[ "$piece" -ge 1048576 ] || piece=1048576
[ "$piece" -le 67108864 ] || piece=67108864
pieces() {
  awk -v piece="$piece" -v remains="$remains" '
    $1 == "zero" && remains == "left" { next }
    { for (done = 0; done < $3; done += piece) printf "%s %.0f %.0f\\n", $1, $2 + done, ($3 - done < piece ? $3 - done : piece) }'
}
pieces <"$temp/stretches" >"$temp/pieces" || exit
identity=$({
  cat /proc/sys/kernel/random/boot_id "$temp/pieces"
  as_root lvs --noheadings -o lv_uuid -- "$vg/$snapshot"
  there lvs --noheadings -o lv_uuid -- "$vg/$volume" </dev/null
} | cksum)
echo "pieces $identity"
awk -v identity="pieces $identity" '
  FILENAME != ARGV[2] && /^pieces / { same = $0 == identity }
  FILENAME != ARGV[2] { if (same && /^did /) done[$2 " " $3 " " $4]; next }
  { all[$1] += $3; if ($0 in done) had[$1] += $3; else lines = lines $0 "\\n" }
  END { printf "%.0f %.0f %.0f %.0f\\n%s", had["copy"], all["copy"], had["zero"], all["zero"], lines }
' "$temp/earlier" "$temp/pieces" >"$temp/left"

now() { date +%s%3N; }
# What dd and blkdiscard say of each piece is for nobody, unless they fail.
failed() {
  cat "$temp/said"
  fail "$1"
}
run() { "$@" </dev/null >"$temp/said" 2>&1 || failed 68; }
# Past the page cache, which the host's VMs need, and which ionice does not reach through: it is faster, too. Not every device can.
direct=,direct
try_copy() {
  if [ -z "$node" ]; then
    as_root ionice -c3 ${dd} if="$from" of="$to" skip="$1" seek="$1" count="$2" </dev/null >"$temp/said" 2>&1
  else
    rm -f "$temp/unread"
    { as_root ionice -c3 ${read} if="$from" skip="$1" count="$2" </dev/null 2>"$temp/read" || : >"$temp/unread"; } |
      there ionice -c3 ${write} of="$to" seek="$1" >"$temp/said" 2>&1 || return
    [ ! -e "$temp/unread" ] || { mv -f "$temp/read" "$temp/said"; return 1; }
    grep -q "^$3 bytes" "$temp/read" || { mv -f "$temp/read" "$temp/said"; failed 70; }
  fi
}
copy() {
  try_copy "$@" || {
    [ -n "$direct" ] && grep -q 'Invalid argument' "$temp/said" || failed 68
    direct=
    try_copy "$@" || failed 68
  }
  grep -q "^$3 bytes" "$temp/said" || failed 70
}
do_piece() {
  case $1 in
    copy) copy "$2" "$3" "$3" ;;
    zero) run there ionice -c3 blkdiscard -f -z -o "$2" -l "$3" -- "$to" ;;
  esac
}
flush() { run there ionice -c3 dd bs=1M conv=nocreat,notrunc,fsync if=/dev/null of="$to"; }
began=$(now)
{
  read -r had_copied copies had_zeroed zeroes
  copied=$had_copied zeroed=$had_zeroed
  echo "had : $copied of $copies, $zeroed of $zeroes in 0 ms after $copied $zeroed"
  while read -r what at bytes; do
    do_piece "$what" "$at" "$bytes"
    case $what in copy) copied=$((copied + bytes)) ;; *) zeroed=$((zeroed + bytes)) ;; esac
    echo "did $what $at $bytes : $copied of $copies, $zeroed of $zeroes in $(($(now) - began)) ms after $had_copied $had_zeroed"
  done
} <"$temp/left" || exit
# Nothing is behind the last byte: the source is as large as planned. A single byte is not read past the page cache.
past_cache=$direct direct=
copy "$size" 1 0
direct=$past_cache
flush

# A file system that is not in order may have in use what it has on its lists of free blocks.
while read -r at; do
  there e2fsck -fn -- "$(at_offset "$to" "$at")" </dev/null >"$temp/said" 2>&1 && continue
  note "e2fsck finds errors in the copy of the file system at byte $at: all of it was copied"
  tail -n 3 "$temp/said"
  bytes=$(awk -v at="$at" '$1 == at { print $2 }' "$temp/layout")
  echo "copy $at $bytes" | pieces >"$temp/again"
  while read -r what piece_at bytes; do do_piece "$what" "$piece_at" "$bytes"; done <"$temp/again" || exit
  flush
done <"$temp/checked" || exit
look_back
case $(as_root lvs --noheadings -o lv_attr -- "$vg/$snapshot" | tr -d ' ') in
  ????a*) ;;
  *) exit 69 ;;
esac
there lvchange --addtag "$tag" -- "$vg/$volume" </dev/null
`;

/** What the script's own exit codes mean. */
export const copyCodes = { gone: 66, busy: 67, failed: 68, invalid: 69, short: 70, unreached: 71 } as const;

/** The snapshot as the script saw it after the copy: whether it was still valid, and how full (0 to 1). */
export function snapshotAfter(output: string): { readonly valid: boolean; readonly fill: number } | undefined {
  const [, attributes = '', percent = ''] = /^snapshot\s+(\S+)\s+([\d.]+)/m.exec(output) ?? [];
  return attributes === '' ? undefined : { valid: attributes.charAt(4) === 'a', fill: Number(percent) / 100 };
}

/** What the script says people should know. */
export function notesOf(output: string): readonly string[] {
  return [...output.matchAll(/^note (.+)$/gm)].map(([, note = '']) => note);
}

/** What an attempt did, as the next one wants it on its standard input. */
export function done(output: string): string {
  return [...output.matchAll(/^(?:pieces|did) .+\n/gm)].join('');
}
