import type { Fact } from '../../src/engine/facts.ts';
import type { Result } from '../../src/ssh/host.ts';

const mebi = 2 ** 20;

/** What an instance is given, as the cluster's configuration has it: it runs with that from its next start on. */
export type Sizes = {
  readonly name: string;
  readonly uuid: string;
  /** Bytes it is given at least, and at most (minmem, maxmem). */
  readonly minimum: number;
  readonly maximum: number;
  /** Virtual CPUs. */
  readonly vcpus: number;
  /** Bytes, one a disk. */
  readonly disks: readonly number[];
};

const read = {
  script: `as_root gnt-instance list --no-headers --separator='|' -o name,uuid,be/minmem,be/maxmem,be/vcpus,disk.sizes`,
};

/** What each instance of the cluster is given, gnt-instance(8). */
export function sizesFact(host: string): Fact<readonly Sizes[]> {
  return { host, read, parse: (result) => lines(host, result).map(sizesIn) };
}

/** One line of the list; Ganeti counts in mebibytes. Throws where it is none: what is no list must not pass for one without the instance. */
function sizesIn(line: string): Sizes {
  const form = /^([a-z0-9][a-z0-9.-]*)\|([0-9a-f-]{36})\|(\d+)\|(\d+)\|(\d+)\|((?:\d+(?:,\d+)*)?|-)$/;
  const [, name, uuid, minimum, maximum, vcpus, disks = ''] = form.exec(line) ?? [];
  if (name === undefined || uuid === undefined)
    throw new Error(`gnt-instance list printed ${JSON.stringify(line.slice(0, 200))}, which is no instance`);
  return {
    name,
    uuid,
    minimum: Number(minimum) * mebi,
    maximum: Number(maximum) * mebi,
    vcpus: Number(vcpus),
    disks: disks.split(',').flatMap((disk) => (/^\d+$/.test(disk) ? [Number(disk) * mebi] : [])),
  };
}

function lines(host: string, { code, stdout, stderr, truncated }: Result): readonly string[] {
  if (code !== 0) throw new Error(`${host}: gnt-instance list failed: ${stderr.trim() || `exit code ${code}`}`);
  if (truncated) throw new Error(`${host}: gnt-instance list printed more than farmhand keeps`);
  return stdout.split('\n').filter((line) => line !== '');
}
