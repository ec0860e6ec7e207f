import type { Farm } from '../../farm/farm.ts';
import { groupNamed } from '../../farm/groups.ts';
import { NodeWithoutHost, onNode } from '../../farm/on-node.ts';
import type { FarmState, GroupState, StorageState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { required } from './required.ts';

/** The farm as one node of the cluster has it, for the steps of a VM that is there. Throws Refusal where farm.yaml has no host for it. */
export function farmOn(farm: Farm, node: string): Farm {
  try {
    return onNode(farm, node);
  } catch (error) {
    throw error instanceof NodeWithoutHost ? new Refusal(`I cannot plan that: ${error.message}.`) : error;
  }
}

/** What was read of a node's storage. Throws Refusal where it was not. */
export function storageOn(farm: Farm, state: FarmState, node: string): StorageState {
  const { hypervisor } = farmOn(farm, node);
  const what = hypervisor.nodes.size > 1 ? `the volume group on ${node}` : 'the volume group';
  return required(what, state.storage.get(node) ?? { unknown: `${hypervisor.nodeHost}: it was not asked` });
}

/** One volume group of a node's storage; without a name the farm's own. Throws Refusal where the node has none of that name. */
export function groupOn(
  farm: Farm,
  state: FarmState,
  node: string,
  name: string | undefined,
): GroupState['volumeGroup'] {
  const group = groupNamed(storageOn(farm, state, node), name);
  if (!group) throw new Refusal(`${node} has no volume group ${name}.`);
  return group.volumeGroup;
}
