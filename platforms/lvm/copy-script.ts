import { quietLvm } from './quiet.ts';

/**
 * `$1` volume group, `$2` snapshot, `$3` volume, `$4` and `$5` their devices, `$6` the tag that says it is done, `$7` how many
 * bytes there are. The tag is put on last, here on the host: it stands for a copy of all of them, of a snapshot that was still
 * valid when dd had read the last, whatever happened to the process that started this.
 */
export const copyScript = `
${quietLvm}
attributes() { as_root lvs --noheadings -o lv_attr -- "$1" | tr -d ' '; }
# udev holds a device for a moment after whoever wrote it has closed it.
tries=0
while :; do
  case $(attributes "$1/$3") in
    ?????o*) tries=$((tries + 1)) ;;
    ?????*) break ;;
    *) exit 66 ;;
  esac
  [ "$tries" -le 12 ] || exit 67
  sleep 0.25
done
said=$(mktemp) || exit
trap 'rm -f -- "$said"' EXIT
# Without nocreat dd makes a plain file in /dev where the volume is gone.
{
  as_root ionice -c3 dd if="$4" of="$5" bs=1M conv=nocreat,fsync status=progress
  echo "dd ended with $?"
} 2>&1 | tee -- "$said"
code=$(sed -n 's/^dd ended with //p' "$said")
bytes=$(tr '\\r' '\\n' <"$said" | sed -n 's/^\\([0-9]*\\) bytes .*/\\1/p' | tail -n 1)
echo "snapshot $(as_root lvs --noheadings -o lv_attr,data_percent -- "$1/$2")"
[ "$code" = 0 ] || exit 68
case $(attributes "$1/$2") in
  ????a*) ;;
  *) exit 69 ;;
esac
[ "$bytes" = "$7" ] || exit 70
as_root lvchange --addtag "$6" -- "$1/$3"
`;

/** What the script's own exit codes mean. */
export const copyCodes = { gone: 66, busy: 67, failed: 68, invalid: 69, short: 70 } as const;

/** The snapshot as the script saw it after dd: whether it was still valid, and how full (0 to 1). */
export function snapshotAfter(output: string): { readonly valid: boolean; readonly fill: number } | undefined {
  const [, attributes = '', percent = ''] = /^snapshot\s+(\S+)\s+([\d.]+)/m.exec(output) ?? [];
  return attributes === '' ? undefined : { valid: attributes.charAt(4) === 'a', fill: Number(percent) / 100 };
}
