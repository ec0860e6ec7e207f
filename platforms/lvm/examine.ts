import { type Examined, examined } from '../../src/farm/examined.ts';
import { problem } from '../../src/farm/finding.ts';
import { linesPart } from '../../src/farm/lines-fact.ts';
import { listed } from '../../src/farm/listed.ts';
import { known } from '../../src/farm/reading.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { lvmOf } from './settings.ts';

/** Whether there is the volume group that farm.yaml names, on each node. */
export function examine(farm: FarmSettings): readonly Examined[] {
  const { volumeGroup } = lvmOf(farm);
  return [...farm.hypervisor.nodes].map(([node, host]) =>
    examined({
      parts: { groups: linesPart(host, 'as_root vgs --noheadings -o vg_name') },
      explains: ['storage'],
      findings: ({ groups }, state) => {
        const storage = state.storage.get(node);
        if (!storage || 'known' in storage) return [];
        const others = known(groups, []);
        if (others.includes(volumeGroup)) return [problem(host, storage.unknown, 'See what vgs says there.')];
        const has = others.length > 0 ? `only ${listed(others)}` : 'none';
        const says = `there is no volume group ${volumeGroup}, ${has}`;
        return [problem(host, says, 'lvm.volume_group in farm.yaml names it.')];
      },
    }),
  );
}
