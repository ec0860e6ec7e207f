import type { Script } from '../../src/ssh/host.ts';
import type { ServerAddress } from './facts.ts';
import type { WantedRecord } from './format.ts';
import { namedFunctions } from './source-script.ts';

/** The new zone file, before it is put in place (named-checkzone(8)), from where named reads it: relative names in it begin there. */
export function checkZone(zone: string, file: string): Script {
  return { script: checkScript, args: [zone, file] };
}

const checkScript = `
${namedFunctions}
directory_in "$(conf "$2")" "$3"
named-checkzone -w "$directory" "$2" "$1"
`;

/** A command from farm.yaml, as root. */
export function command(words: readonly string[]): Script {
  return { script: 'as_root "$@"', args: words };
}

/**
 * Waits until the server answers with the record, or without it, and has the zone of that serial, or a later one (RFC 1982): it loads zones after the reload has
 * ended, and may have had the record before.
 */
export function untilServed(
  { address, port }: ServerAddress,
  record: WantedRecord,
  want: 'present' | 'absent',
  { zone, serial }: { readonly zone: string; readonly serial: number },
): Script {
  const data = record.type === 'PTR' ? `${record.value}.` : record.value;
  const args = [address, String(port), `${record.name}.`, record.type, data, want, `${zone}.`, String(serial)];
  return { script: untilScript, args };
}

const untilScript = `
last=$(($(date +%s) + 15))
while :; do
  answer=$(dig +noall +comments +answer +norecurse +time=2 +tries=1 "@$1" -p "$2" -q "$3" -t "$4")
  case $answer in
    *'status: NOERROR'* | *'status: NXDOMAIN'*)
      is=$(printf '%s\\n' "$answer" | awk -v data="$5" '!/^;/ && tolower($NF) == tolower(data) { there = 1 } END { print there ? "present" : "absent" }')
      serial=$(dig +short +norecurse +time=2 +tries=1 "@$1" -p "$2" -q "$7" -t SOA | awk 'NR == 1 { print $3 }')
      [ "$is" = "$6" ] && [ -n "$serial" ] && awk -v a="$serial" -v b="$8" 'BEGIN { d = a - b; if (d < 0) d += 4294967296; exit d >= 2147483648 }' && exit 0 ;;
  esac
  if [ "$(date +%s)" -ge "$last" ]; then
    echo "15 s after the reload the name server has $7 with serial \${serial:-unknown}, the file has $8, and answers for $3 $4:"
    printf '%s\\n' "$answer"
    exit 1
  fi
  sleep 0.1
done
`;
