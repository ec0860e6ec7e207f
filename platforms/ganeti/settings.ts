import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { SettingsOf } from '../../src/farm/roles/role.ts';
import type { FarmSettings, HypervisorSettings } from '../../src/farm/settings.ts';
import { folderOf } from '../../src/ssh/privileged.ts';
import { osName } from './args.ts';

export interface GanetiSettings extends HypervisorSettings {
  readonly os: string;
  /** Folder of the monitor sockets, on the node's host. */
  readonly monitors: string;
  /** Ganeti's own configuration, on the master. */
  readonly config: string;
}

const schema = z.strictObject({
  kind: z.literal('ganeti').optional(),
  host: s.host,
  node: s.domain.describe('Node of new instances, as Ganeti names it'),
  node_host: s.host.describe('The host that is this node, where it is not the master'),
  nodes: z
    .record(s.domain, s.label)
    .default({})
    .describe(
      'The host that is each node, by its name in Ganeti: farmhand acts on the one a VM is on. May be left out where all VMs are on `node`',
    ),
  os: osName.default('debootstrap+default'),
  memory: s.size.prefault('4G'),
  balloon: s.balloon
    .prefault('1G')
    .describe('What the balloon leaves a VM after a start; none: guests have no balloon'),
  monitors: s.remotePath.default('/var/run/ganeti/kvm-hypervisor/ctrl').describe('Folder of the monitor sockets'),
  config: s.remotePath
    .default('/var/lib/ganeti/config.data')
    .describe("Ganeti's own configuration on the master, which has the volumes of instances"),
});

export const settings: SettingsOf<GanetiSettings> = {
  section: 'ganeti',
  schema,
  resolve: (block: z.output<typeof schema>, { only }) => {
    const host = block.host ?? only;
    const nodeHost = block.node_host ?? block.nodes[block.node] ?? host;
    return {
      kind: 'ganeti',
      host,
      node: block.node,
      nodeHost,
      nodes: new Map([[block.node, nodeHost], ...Object.entries(block.nodes)]),
      trust: {
        knownHosts: `${folderOf(block.config)}/known_hosts`,
        alias: `${folderOf(block.config)}/ssconf_cluster_name`,
      },
      os: block.os,
      memory: block.memory,
      balloon: block.balloon,
      monitors: block.monitors,
      config: block.config,
    };
  },
};

/** The farm's settings of its hypervisor, where that is Ganeti. */
export function ganetiOf({ hypervisor }: Pick<FarmSettings, 'hypervisor'>): GanetiSettings {
  return hypervisor as GanetiSettings;
}
