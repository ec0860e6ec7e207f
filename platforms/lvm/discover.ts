import * as z from 'zod';
import type { Discovered, Discovery, FoundVm } from '../../src/farm/discovery.ts';
import { listed } from '../../src/farm/listed.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { partOf } from '../../src/farm/read-parts.ts';

/** Every volume group, then every volume with its group, lvs(8). */
const script = `
as_root vgs --reportformat json -o vg_name || exit
echo ---
as_root lvs --reportformat json -o lv_name,vg_name
`;

const Group = z.object({ vg_name: z.string() });
const Report = z.object({
  report: z.array(
    z.object({ vg: z.array(Group).optional(), lv: z.array(Group.extend({ lv_name: z.string() })).optional() }),
  ),
});

/** The volume groups that have the VMs' disks. */
export const discovery: Discovery = {
  program: 'lvs',
  find: (host, vms) =>
    partOf(printedFact(host, { script }, 'LVM does not list its volume groups', (printed) => groupIn(printed, vms))),
};

/** From what the script printed; undefined where there is no volume group. */
export function groupIn(printed: string, vms: readonly FoundVm[]): Discovered | undefined {
  const reports = printed.split(/^---$/m).flatMap((text) => reportIn(text).report);
  const own = new Set(vms.flatMap(({ volumes }) => volumes));
  const disks = reports.flatMap(({ lv = [] }) => lv.filter(({ lv_name }) => own.has(lv_name)));
  const [best, ...others] = reports
    .flatMap(({ vg = [] }) => vg.map(({ vg_name }) => vg_name))
    .map((name) => ({ name, disks: disks.filter(({ vg_name }) => vg_name === name).length }))
    .toSorted((a, b) => b.disks - a.disks);
  if (!best) return undefined;
  const rest = others.length > 0 ? `; ${listed(others.map(({ name, disks }) => `${name} has ${disks}`))}` : '';
  const more = others.filter(({ disks }) => disks > 0).map(({ name }) => name);
  return {
    knows: best.disks,
    settings: {
      volume_group: {
        value: best.name,
        from: `lvs; it has ${best.disks} of the VMs' ${own.size} disks${rest}`,
        ...(best.disks === 0 && { unsure: true }),
      },
      ...(more.length > 0 && {
        other_volume_groups: { value: more, from: `lvs: VMs have disks in ${more.length === 1 ? 'it' : 'them'} too` },
      }),
    },
  };
}

/** Throws where it is none, which another program of that name, or a wrapper, may print. */
function reportIn(text: string): z.infer<typeof Report> {
  try {
    return Report.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`vgs or lvs printed ${JSON.stringify(text.trim().slice(0, 200))}, which is no report`, { cause });
  }
}
