import type { Fact } from '../../src/engine/facts.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { mountable, probeScript } from './probe.ts';

/** What a disk may have of a root file system. */
export interface RootCandidate {
  /** As blkid(8) names its file system, or that of its first partition; empty: none it knows. */
  readonly type: string;
  /** There is a folder /etc; false also where it cannot be looked at from outside. */
  readonly etc: boolean;
}

/** Arguments: devices. A line for each: `etc` or `-`, and the type of its file system. */
const script = `
${probeScript}
for device; do
  read -r offset _ type <<END
$(probe "$device")
END
  etc=-
  case $type in
    ext[234])
      [ "$offset" -eq 0 ] || device="$device?offset=$offset"
      ! as_root debugfs -R 'stat /etc' -- "$device" 2>/dev/null | grep -q 'Type: directory' || etc=etc
      ;;
  esac
  echo "$etc $type"
done
`;

/** Which of the devices has the root file system, from 0. */
export function rootFact(host: string, devices: readonly string[]): Fact<number | undefined> {
  return printedFact(
    host,
    { script, args: devices, takes: 80 * devices.length },
    'the disks cannot be looked at',
    (printed) => {
      const lines = printed.split('\n').slice(0, devices.length);
      return rootOf(
        lines.map((line) => {
          const [etc, type = ''] = line.split(' ');
          return { etc: etc === 'etc', type };
        }),
      );
    },
  );
}

/** The first with /etc; where none shows one, the first of a kind that only a mount can look into; undefined: none of either. */
export function rootOf(disks: readonly RootCandidate[]): number | undefined {
  const found = disks.findIndex(({ etc }) => etc);
  const at = found >= 0 ? found : disks.findIndex(({ type }) => mountable.includes(type));
  return at >= 0 ? at : undefined;
}
