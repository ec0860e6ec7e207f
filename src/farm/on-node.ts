import type { FarmSettings } from './settings.ts';

/** farm.yaml has no host for a node; the message says what to add, for the person who asked. */
export class NodeWithoutHost extends Error {
  override name = 'NodeWithoutHost';
}

/**
 * The farm as one node of the cluster has it: what is written for the node of new VMs is about that node then, and the storage is that
 * of its host. Throws NodeWithoutHost.
 */
export function onNode<F extends Pick<FarmSettings, 'hypervisor' | 'storage'>>(farm: F, node: string): F {
  const { hypervisor, storage } = farm;
  const nodeHost = hypervisor.nodes.get(node);
  if (nodeHost === undefined) {
    const { kind } = hypervisor;
    throw new NodeWithoutHost(
      `farm.yaml says no host for the node ${node}: ${kind}.nodes needs a line ${node}: HOST, with HOST one of hosts`,
    );
  }
  return { ...farm, hypervisor: { ...hypervisor, node, nodeHost }, storage: { ...storage, host: nodeHost } };
}
