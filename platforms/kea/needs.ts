import type { HostNeeds, Privileged } from '../../src/farm/platform.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { tool } from '../../src/farm/tool.ts';
import { baseOf, folderOf, literal, privilegedForFile } from '../../src/ssh/privileged.ts';
import { keaOf } from './settings.ts';

/** What the host of Kea must have. */
export function needs(farm: FarmSettings): readonly HostNeeds[] {
  const { host, file, file6 } = keaOf(farm);
  return [
    {
      host,
      role: 'dhcp',
      tools: [tool('kea-dhcp4', 'kea-dhcp4-server'), tool('socat')],
      paths: [
        { path: file, is: 'file', setting: 'dhcp.file' },
        ...(file6 === undefined ? [] : [{ path: file6, is: 'file', setting: 'dhcp.file6' } as const]),
      ],
    },
  ];
}

/** To edit the file, to have Kea test it before and after it is in its place, and to ask the server on its control socket. */
export function privileged(farm: FarmSettings): readonly Privileged[] {
  const { host, file, socket } = keaOf(farm);
  const [folder, name] = [folderOf(file), baseOf(file)].map(literal);
  return [
    {
      host,
      title: 'DHCP',
      commands: [
        ...privilegedForFile(file),
        `/usr/bin/env ^KEA_LOCKFILE_DIR=none /usr/(local/)?sbin/kea-dhcp4 -t ${folder}/(${name}|\\.${name}\\.farmhand)$`,
        `/usr/bin/socat ^-t 120 - UNIX-CONNECT:${literal(socket)}$`,
      ],
    },
  ];
}
