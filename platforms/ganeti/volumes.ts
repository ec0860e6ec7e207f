import type { Fact } from '../../src/engine/facts.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { jsonAwk } from './json-awk.ts';

/**
 * `volumes FILE`: a line for each instance, its name and after it `VG/LV` of each of its disks, in their order; of DRBD's the one that has its
 * data, which has the same name on both nodes; of a disk that is no volume (a file) nothing. FILE is the master's own configuration: no query tells the volume of a disk, and `gnt-instance info`
 * is a job, which a drained queue refuses and each look would leave in Ganeti's list. What else is in the file, secrets too, stays on the host.
 */
export const volumesFunction = `
volumes() {
  as_root cat -- "$1" | awk '${jsonAwk}
function got(value) {
  if (key[1] == "instances" && depth == 3 && key[3] == "name") name[key[2]] = value
  else if (key[1] == "instances" && depth == 4 && key[3] == "disks") { disk[key[2], key[4]] = value; disks[key[2]] = key[4] + 1 }
  else if (key[1] == "disks" && depth == 3 && key[3] == "dev_type") type[key[2]] = value
  else if (key[1] == "disks" && depth == 4 && key[3] == "logical_id") place["plain", key[2], key[4]] = value
  # The first child has the data, the second what DRBD itself writes down.
  else if (key[1] == "disks" && depth == 6 && key[3] == "children" && key[4] == 0 && key[5] == "logical_id") place["drbd", key[2], key[6]] = value
}
END {
  if (depth || !("instances" in top) || !("disks" in top)) {
    print "it is not the configuration of Ganeti 3" > "/dev/stderr"
    exit 1
  }
  for (one in name) {
    line = name[one]
    for (at = 0; at < disks[one]; at++) {
      its = disk[one, at]
      if ((type[its], its, 1) in place) line = line " " place[type[its], its, 0] "/" place[type[its], its, 1]
    }
    print line
  }
}'
}
`;

/** The LV of a disk. */
interface DiskVolume {
  /** Its volume group. */
  readonly group: string;
  readonly name: string;
}

type VolumesOfInstances = ReadonlyMap<string, readonly DiskVolume[]>;

/** The LVs of each instance's disks by its name, as Ganeti's own configuration on the master has them. */
export function instanceVolumesFact(host: string, config: string): Fact<VolumesOfInstances> {
  const read = { script: `${volumesFunction}volumes "$1"`, args: [config] };
  return printedFact(host, read, `reading the volumes of instances in ${config} failed`, (printed) =>
    volumesOf(printed.split('\n').filter((line) => line !== '')),
  );
}

/** The LVs of each instance's disks, by its name. Throws when it is no such list. */
export function volumesOf(lines: readonly string[]): VolumesOfInstances {
  return new Map(
    lines.map((line) => {
      const [name = '', ...places] = line.split(' ');
      const volumes = places.flatMap((place) => {
        const [, group, volume] = /^([^/\s]+)\/([^/\s]+)$/.exec(place) ?? [];
        return group === undefined || volume === undefined ? [] : [{ group, name: volume }];
      });
      if (name === '' || volumes.length !== places.length)
        throw new Error(`${JSON.stringify(line.slice(0, 200))} is no instance with its volumes`);
      return [name, volumes];
    }),
  );
}
