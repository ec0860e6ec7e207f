import type { HostNeeds, Privileged } from '../../src/farm/platform.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { tool } from '../../src/farm/tool.ts';
import { literal } from '../../src/ssh/privileged.ts';
import { wrapper } from './luxi.ts';
import { ganetiOf } from './settings.ts';

const instance = '[A-Za-z0-9_][A-Za-z0-9_.-]*';

/** The master has Ganeti's commands, each node the monitors of its VMs. */
export function needs(farm: FarmSettings): readonly HostNeeds[] {
  const ganeti = ganetiOf(farm);
  return [
    {
      role: 'ganeti',
      host: ganeti.host,
      tools: ['gnt-instance', 'gnt-node', 'gnt-job'].map((program) => tool(program, 'ganeti')),
      paths: [{ path: ganeti.config, is: 'file', setting: 'ganeti.config' }],
    },
    ...[...ganeti.nodes.values()].map(
      (host): HostNeeds => ({
        role: 'node',
        host,
        tools: [tool('socat'), tool('timeout', 'coreutils')],
        paths: [{ path: ganeti.monitors, is: 'folder', setting: 'ganeti.monitors' }],
      }),
    ),
  ];
}

/** Ganeti's commands on the master, and on each node what a VM's monitor is asked with. */
export function privileged(farm: FarmSettings): readonly Privileged[] {
  const ganeti = ganetiOf(farm);
  return [
    {
      host: ganeti.host,
      title: 'Ganeti',
      commands: [
        '/usr/sbin/gnt-instance ^list .*$',
        '/usr/sbin/gnt-instance ^(add|start|stop|remove|modify|grow-disk|migrate|failover|move) --submit --print-jobid --reason farmhand .*$',
        '/usr/sbin/gnt-node ^list .*$',
        `/usr/sbin/gnt-node ^modify --submit --print-jobid --reason farmhand [a-z0-9 .-]+ --drained=(yes --auto-promote|no) ${instance}$`,
        '/usr/sbin/gnt-job ^(list .*|(watch|cancel) [0-9]+)$',
        '/usr/sbin/gnt-debug ^locks .*$',
        '/usr/sbin/gnt-cluster ^queue info$',
        `/usr/bin/cat ^-- ${literal(ganeti.config)}$`,
      ],
    },
    {
      host: ganeti.host,
      title: 'Ganeti, asked by LUXI, where this program of farmhand is installed: nothing but queries',
      commands: [`/usr/local/sbin/${wrapper} ^$`],
      optional: true,
    },
    ...[...ganeti.nodes.values()].map((host) => ({
      host,
      title: "QEMU's monitors, and who answers on the network",
      commands: [`/usr/bin/timeout ^10 socat -t 5 - UNIX-CONNECT:${literal(ganeti.monitors)}/${instance}\\.monitor$`],
    })),
  ];
}
