import { part, partOf } from '../../src/farm/read-parts.ts';
import type { Hypervisor } from '../../src/farm/roles/hypervisor.ts';
import type { Json } from '../../src/journal/json.ts';
import { binNames } from './bin.ts';
import { carries } from './carries.ts';
import { metaBytes } from './drbd.ts';
import { drill } from './drill.ts';
import { sizesFact, wantedFact } from './instances.ts';
import { balloonsFact } from './monitor.ts';
import { returns } from './restore.ts';
import { type GanetiSettings, settings } from './settings.ts';
import { instancesPart, nodesPart } from './state.ts';
import {
  add,
  balloon,
  bin,
  drain,
  failover,
  grow,
  maximum,
  memory,
  migrate,
  mirror,
  monitor,
  move,
  onlyFor,
  onlyForOwn,
  onlyWhereSeen,
  remove,
  replace,
  start,
  startAgain,
  stop,
  synced,
  vcpus,
} from './steps.ts';

function named(args: Json): string {
  return (args as { readonly instance: string }).instance;
}

/** What the instance is down for, a move too where it runs. */
const stopping: readonly string[] = ['ganeti.stop', 'ganeti.remove', 'ganeti.bin', 'ganeti.move'];

/** A Ganeti cluster of KVM nodes. */
export const plays: Hypervisor = {
  kind: 'ganeti',
  title: 'Ganeti',
  settings,
  onlyFor,
  onlyForOwn,
  onlyWhereSeen,
  monitor,
  add,
  replace,
  start,
  startAgain,
  stop,
  remove,
  bin,
  whyNoBin: ({ template, volumes, disks }) => {
    if (template !== 'plain') return `Ganeti keeps them as ${template}, and adopts none that are`;
    return volumes.length === disks.length ? undefined : 'not all of them are volumes';
  },
  drill,
  balloon,
  memory,
  maximum,
  vcpus,
  grow,
  carries,
  mirror,
  synced,
  mirrorOverhead: metaBytes,
  migrate,
  failover,
  move,
  drain,
  offlineBy: (node) => `gnt-node modify --offline=yes ${node}`,
  stops: ({ action, args }) => (stopping.includes(action) ? named(args) : undefined),
  removes: ({ action, args }) => (action === 'ganeti.remove' ? named(args) : undefined),
  bins: ({ action, args }) => (action === 'ganeti.bin' ? binNames(args) : []),
  returns,
  gives: ({ action, args }) => {
    if (action === 'ganeti.start') return { instance: named(args) };
    return action === 'ganeti.maximum'
      ? { instance: named(args), memory: (args as { bytes: number }).bytes }
      : undefined;
  },
  instances: (hypervisor) => instancesPart(hypervisor as GanetiSettings),
  nodes: nodesPart,
  virtualCpus: ({ host }) =>
    part({
      facts: { sizes: sizesFact(host) },
      make: ({ sizes }) => new Map(sizes.map(({ name, vcpus }) => [name, vcpus])),
    }),
  wanted: ({ host }) => partOf(wantedFact(host)),
  balloons: (hypervisor) => {
    const { nodeHost, monitors } = hypervisor as GanetiSettings;
    return partOf(balloonsFact(nodeHost, monitors));
  },
};
