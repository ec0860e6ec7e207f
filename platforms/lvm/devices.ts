import type { Fact } from '../../src/engine/facts.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';

/** `$1` volume group. A line for each volume: its name, and the disks it is on; of a partition the disk that it is of. */
const script = `
shown=$(as_root lvs --noheadings -o lv_name,devices -- "$1") || exit
printf '%s\\n' "$shown" | while read -r name devices; do
  for device in $(echo "$devices" | tr , ' '); do
    device=\${device%(*}
    at=/sys/class/block/\${device##*/}
    [ ! -e "$at/partition" ] || { above=$(readlink -f "$at/.."); device=/dev/\${above##*/}; }
    echo "$name $device"
  done
done
`;

/** The physical devices of each volume, by its name: what is read and written there at once is slower than one after the other. */
export function devicesFact(host: string, vg: string): Fact<ReadonlyMap<string, readonly string[]>> {
  return printedFact(host, { script, args: [vg] }, `the devices of the volumes of ${vg} cannot be told`, (printed) => {
    const pairs = printed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(' '));
    const named = Map.groupBy(pairs, ([name = '']) => name);
    return new Map(
      [...named].map(([name, own]) => [name, [...new Set(own.map(([, device = '']) => device))]] as const),
    );
  });
}
