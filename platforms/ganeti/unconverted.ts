import type { Applying } from '../../src/engine/action.ts';
import { run } from '../../src/farm/run.ts';
import { instancesFact } from './instances.ts';
import type { JobFailed } from './job.ts';

/** An instance of plain volumes that was to get DRBD. */
interface Unconverted {
  /** The master's host. */
  readonly host: string;
  readonly instance: string;
  /** The hosts of its node, and of the one that was to have its disks too. */
  readonly storage: string;
  readonly mirror: string;
  /** The volume groups that have its disks, and what DRBD writes down. */
  readonly groups: readonly string[];
  /** Bytes, one a disk. */
  readonly disks: readonly number[];
}

/**
 * Removes what a conversion to DRBD that failed has left: Ganeti makes new volumes on both nodes first, and leaves them there. They have the tag
 * by which Ganeti says whose a volume is. An instance that became one with DRBD all the same is left alone, since they are its disks then; and one that Ganeti has
 * fewer disks of than there were, since the conversion ended while it changed them: a person has to tell what is what.
 * Throws what was to be removed and could not be, after what failed.
 */
export async function removeUnconverted(
  { host, instance, storage, mirror, groups, disks }: Unconverted,
  { hosts }: Pick<Applying, 'hosts'>,
  failed: JobFailed,
): Promise<void> {
  const { read, parse } = instancesFact(host);
  const found = parse(await hosts(host).run(read)).find(({ name }) => name === instance);
  if (found?.template !== 'plain' || found.disks.length < disks.length) return;
  const places = groups.flatMap((vg) => [[storage, 'meta', vg] as const, [mirror, 'data meta', vg] as const]);
  for (const [on, kinds, vg] of places) {
    const args = [vg, `originstname+${instance}`, kinds];
    try {
      await run(hosts, on, `removing the volumes that were made for it in ${vg}`, { script, args });
    } catch (error) {
      // A host that does not answer is asked again, with the step.
      if (!(error instanceof Error) || error.name !== 'Error') throw error;
      throw new Error(`${failed.message}. And ${error.message}`, { cause: failed });
    }
  }
}

/** `$1` volume group, `$2` tag, `$3` kinds of volumes, by the ends of their names. Those that farmhand made are the instance's own disks. */
const script = `
shown=$(as_root lvs --noheadings -o lv_name,lv_uuid,lv_tags -- "$1" 2>&1) || {
  code=$?
  # Not every node has every group.
  case $shown in *"Volume group \\"$1\\" not found"*) exit 0 ;; esac
  printf '%s\\n' "$shown" >&2
  exit "$code"
}
printf '%s\\n' "$shown" | while read -r name uuid tags; do
  case $name in *.disk[0-9]*_*) ;; *) continue ;; esac
  case " $3 " in *" \${name##*_} "*) ;; *) continue ;; esac
  case ",$tags," in
    *,farmhand,*) ;;
    *",$2,"*) as_root lvremove --yes --select "lv_uuid=$uuid" -- "$1/$name" || exit ;;
  esac
done
`;
