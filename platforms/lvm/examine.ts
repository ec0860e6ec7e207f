import { type Examined, examined } from '../../src/farm/examined.ts';
import { problem } from '../../src/farm/finding.ts';
import { linesPart } from '../../src/farm/lines-fact.ts';
import { listed } from '../../src/farm/listed.ts';
import { known } from '../../src/farm/reading.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { lvmOf } from './settings.ts';

/** Whether there is the volume group that farm.yaml names. */
export function examine(farm: FarmSettings): readonly Examined[] {
  const lvm = lvmOf(farm);
  const group = examined({
    parts: { groups: linesPart(lvm.host, 'as_root vgs --noheadings -o vg_name') },
    explains: ['storage'],
    findings: ({ groups }, { storage }) => {
      if ('known' in storage) return [];
      const others = known(groups, []);
      if (others.includes(lvm.volumeGroup)) return [problem(lvm.host, storage.unknown, 'See what vgs says there.')];
      const has = others.length > 0 ? `only ${listed(others)}` : 'none';
      const says = `there is no volume group ${lvm.volumeGroup}, ${has}`;
      return [problem(lvm.host, says, 'lvm.volume_group in farm.yaml names it.')];
    },
  });
  return [group];
}
