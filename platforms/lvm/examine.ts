import { type Examined, examined } from '../../src/farm/examined.ts';
import { type Finding, problem } from '../../src/farm/finding.ts';
import { linesPart } from '../../src/farm/lines-fact.ts';
import { listed } from '../../src/farm/listed.ts';
import { onNode } from '../../src/farm/on-node.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import { known, knownOnNodes } from '../../src/farm/reading.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { groupNames, lvmOf } from './settings.ts';
import { acrossTo, unreachedFact } from './there-script.ts';

/** Whether there are the volume groups that farm.yaml names, and no others that VMs have disks in, and whether disks can be copied from one node to another. */
export function examine(farm: FarmSettings): readonly Examined[] {
  return [...groupsOf(farm), othersOf(farm), ...waysOf(farm)];
}

function groupsOf(farm: FarmSettings): readonly Examined[] {
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

/** Not every node need have each of the further groups. */
function othersOf(farm: FarmSettings): Examined {
  const lvm = lvmOf(farm);
  return examined({
    parts: {},
    findings: (_read, { storage, instances }) => {
      const there = new Set(
        knownOnNodes(storage).flatMap(([, { others = [] }]) => others.map(({ volumeGroup }) => volumeGroup.name)),
      );
      const unread = [...storage.values()].some((reading) => 'unknown' in reading);
      const used = new Set(known(instances, []).flatMap(({ groups = [] }) => groups));
      return [
        ...lvm.otherGroups
          .filter((name) => !unread && !there.has(name))
          .map((name) =>
            problem(
              lvm.host,
              `there is no volume group ${name} on any node`,
              'lvm.other_volume_groups in farm.yaml names it.',
            ),
          ),
        ...[...used]
          .filter((name) => !groupNames(lvm).includes(name))
          .map(
            (name): Finding => ({
              is: 'warning',
              about: lvm.host,
              says: `VMs have disks in the volume group ${name}, which farm.yaml does not name: they are not cloned, and their disks there do not grow`,
              mend: `lvm.other_volume_groups in farm.yaml needs ${name}; farmhand doctor --sudoers has the rules for it then.`,
            }),
          ),
      ];
    },
  });
}

/** Each node logs in to the next one, the last to the first: each is met on both ends once. */
function waysOf(farm: FarmSettings): readonly Examined[] {
  const { nodes } = farm.hypervisor;
  if (nodes.size < 2) return [];
  const names = [...nodes.keys()];
  return [...nodes.values()].map((host, index) => {
    const across = acrossTo(onNode(farm, names[(index + 1) % names.length] ?? ''));
    return examined({
      parts: { why: partOf(unreachedFact(host, across)) },
      findings: ({ why }) => {
        const said = 'unknown' in why ? why.unknown : why.known;
        if (said === null)
          return [{ is: 'ok', about: host, says: `root logs in to ${across.node} by SSH: disks can be copied there` }];
        return [
          {
            is: 'warning',
            about: host,
            says: `root cannot log in to ${across.node} by SSH, so no disk is copied there: ${said}`,
            mend: `Where the cluster was made with --no-ssh-init, put the keys there yourself: ${across.knownHosts}, and root's authorized_keys on ${across.node}.`,
          },
        ];
      },
    });
  });
}
