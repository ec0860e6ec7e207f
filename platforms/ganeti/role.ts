import { part, partOf } from '../../src/farm/read-parts.ts';
import type { Hypervisor } from '../../src/farm/roles/hypervisor.ts';
import type { Json } from '../../src/journal/json.ts';
import { clusterFact } from './cluster.ts';
import { balloonsFact } from './monitor.ts';
import { type GanetiSettings, settings } from './settings.ts';
import { sizesFact } from './sizes.ts';
import {
  add,
  balloon,
  grow,
  maximum,
  memory,
  onlyFor,
  onlyForOwn,
  remove,
  start,
  startAgain,
  stop,
  vcpus,
} from './steps.ts';

function named(args: Json): string {
  return (args as { readonly instance: string }).instance;
}

/** A Ganeti cluster of KVM nodes. */
export const plays: Hypervisor = {
  kind: 'ganeti',
  title: 'Ganeti',
  settings,
  onlyFor,
  onlyForOwn,
  add,
  start,
  startAgain,
  stop,
  remove,
  balloon,
  memory,
  maximum,
  vcpus,
  grow,
  stops: ({ action, args }) => (action === 'ganeti.stop' || action === 'ganeti.remove' ? named(args) : undefined),
  removes: ({ action, args }) => (action === 'ganeti.remove' ? named(args) : undefined),
  instances: ({ host }) => part({ facts: { cluster: clusterFact(host) }, make: ({ cluster }) => cluster.instances }),
  nodes: ({ host }) => part({ facts: { cluster: clusterFact(host) }, make: ({ cluster }) => cluster.nodes }),
  virtualCpus: ({ host }) =>
    part({
      facts: { sizes: sizesFact(host) },
      make: ({ sizes }) => new Map(sizes.map(({ name, vcpus }) => [name, vcpus])),
    }),
  balloons: (hypervisor) => {
    const { nodeHost, monitors } = hypervisor as GanetiSettings;
    return partOf(balloonsFact(nodeHost, monitors));
  },
};
