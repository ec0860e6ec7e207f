import type { Script } from '../../ssh/host.ts';
import type { ServerAddress } from './facts.ts';
import type { WantedRecord } from './format.ts';

/** The new zone file, before it is put in place (named-checkzone(8)). */
export function checkZone(zone: string): Script {
  return { script: 'named-checkzone "$2" "$1"', args: [zone] };
}

/** A command from farm.yaml, as root. */
export function command(words: readonly string[]): Script {
  return { script: 'as_root "$@"', args: words };
}

/** Waits until the server answers with the record, or without it: it loads zones after the reload has ended. */
export function untilServed(
  { address, port }: ServerAddress,
  record: WantedRecord,
  want: 'present' | 'absent',
): Script {
  const data = record.type === 'PTR' ? `${record.value}.` : record.value;
  return { script: untilScript, args: [address, String(port), `${record.name}.`, record.type, data, want] };
}

const untilScript = `
last=$(($(date +%s) + 15))
while :; do
  answer=$(dig +noall +comments +answer +norecurse +time=2 +tries=1 "@$1" -p "$2" -q "$3" -t "$4")
  case $answer in
    *'status: NOERROR'* | *'status: NXDOMAIN'*)
      is=$(printf '%s\\n' "$answer" | awk -v data="$5" '!/^;/ && tolower($NF) == tolower(data) { there = 1 } END { print there ? "present" : "absent" }')
      [ "$is" = "$6" ] && exit 0 ;;
  esac
  if [ "$(date +%s)" -ge "$last" ]; then
    echo "15 s after the reload the name server still answers for $3 $4:"
    printf '%s\\n' "$answer"
    exit 1
  fi
  sleep 0.1
done
`;
