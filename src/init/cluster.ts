import type { FoundVm, Guess } from '../farm/discovery.ts';
import { readParts } from '../farm/read-parts.ts';
import { known, told } from '../farm/reading.ts';
import { guessBalloon } from './balloon.ts';
import { hostCalled, nodesOf } from './nodes.ts';
import { type Candidate, guessed, missing, type Search, settingsOf } from './search.ts';
import { withAddresses } from './vms.ts';

export interface Cluster {
  readonly hypervisor: Candidate<'hypervisor'>;
  readonly vms: readonly FoundVm[];
  /** The host that is the node of new VMs. */
  readonly nodeHost: string;
}

/** Finds the hypervisor with its node and its VMs. Throws when there is none, or it has no VM. */
export async function findCluster(search: Search): Promise<Cluster> {
  const { hosts, names } = search;
  const [found] = await search.find('hypervisor', names, []);
  if (!found) throw missing(search, 'no hypervisor farmhand knows was found');
  const nodeHost = hostOfNode(found, search);
  const node_host: Guess = { value: nodeHost, from: 'what that host calls itself' };
  const hypervisor = nodeHost === found.host ? found : { ...found, settings: { ...found.settings, node_host } };
  const { plays, title } = found;
  const settings = settingsOf(search, hypervisor, nodeHost);
  const read = await readParts(hosts, {
    instances: plays.instances(settings),
    nodes: plays.nodes(settings),
    balloons: plays.balloons(settings),
  });
  const instances = told(read.instances);
  if (instances.length === 0)
    throw missing(search, `${title} has no VM yet, by whose names the rest is told: begin with farm.example.yaml`);
  if ('unknown' in read.balloons) search.remarks.push(read.balloons.unknown);
  const balloon = guessBalloon(instances, known(read.balloons, new Map()), settings.memory);
  return {
    hypervisor: {
      ...hypervisor,
      settings: {
        ...hypervisor.settings,
        ...nodesOf(known(read.nodes, []), guessed(found.settings, 'node'), search),
        balloon,
      },
    },
    vms: await withAddresses(hosts, found.host, instances),
    nodeHost,
  };
}

/** The host that is the node of new VMs. */
function hostOfNode({ settings, host }: Candidate, search: Search): string {
  const node = guessed(settings, 'node');
  const same = hostCalled(node, search);
  if (same !== undefined) return same;
  search.remarks.push(
    `no host calls itself ${node}, the node of new VMs: give farmhand init that host too, unless it is ${host}`,
  );
  return host;
}
