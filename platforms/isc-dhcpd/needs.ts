import type { HostNeeds, Privileged, SetCommand } from '../../src/farm/platform.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { tool } from '../../src/farm/tool.ts';
import { baseOf, folderOf, literal, privilegedCommand, privilegedForFile } from '../../src/ssh/privileged.ts';
import { dhcpdOf } from './settings.ts';

/** The server itself, which checks its configuration, and dhcpd.conf. */
export function needs(farm: FarmSettings): readonly HostNeeds[] {
  const dhcp = dhcpdOf(farm);
  return [
    {
      role: 'dhcp',
      host: dhcp.host,
      tools: [tool('dhcpd', 'isc-dhcp-server')],
      paths: [
        { path: dhcp.file, is: 'file', setting: 'dhcp.file' },
        ...(dhcp.file6 === undefined ? [] : [{ path: dhcp.file6, is: 'file', setting: 'dhcp.file6' } as const]),
      ],
    },
  ];
}

/** To edit dhcpd.conf, to check it before it is in its place, and to restart the server. */
export function privileged(farm: FarmSettings): readonly Privileged[] {
  const dhcp = dhcpdOf(farm);
  return [
    {
      host: dhcp.host,
      title: 'DHCP',
      commands: [
        ...privilegedForFile(dhcp.file),
        `/usr/sbin/dhcpd ^-t -cf ${literal(folderOf(dhcp.file))}/\\.${literal(baseOf(dhcp.file))}\\.farmhand$`,
        privilegedCommand(dhcp.restart),
        privilegedCommand(dhcp.health),
      ],
    },
  ];
}

/** How the server is restarted, and asked whether it is well. */
export function commands(farm: FarmSettings): readonly SetCommand[] {
  const dhcp = dhcpdOf(farm);
  return [
    { host: dhcp.host, words: dhcp.restart, setting: 'dhcp.restart' },
    { host: dhcp.host, words: dhcp.health, setting: 'dhcp.health' },
  ];
}
