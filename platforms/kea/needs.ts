import type { HostNeeds, Privileged } from '../../src/farm/platform.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { privilegedForFiles } from '../../src/ssh/privileged.ts';
import { keaOf } from './settings.ts';

/** What the host of Kea must have. */
export function needs(farm: FarmSettings): readonly HostNeeds[] {
  const { host, file } = keaOf(farm);
  return [
    {
      host,
      role: 'dhcp',
      tools: [
        { program: 'kea-dhcp4', package: 'kea-dhcp4-server' },
        { program: 'socat', package: 'socat' },
      ],
      paths: [{ path: file, is: 'file', setting: 'dhcp.file' }],
    },
  ];
}

/** To edit the file, to have Kea test it before and after it is in its place, and to ask the server on its control socket. */
export function privileged(farm: FarmSettings): readonly Privileged[] {
  const { host, file, socket } = keaOf(farm);
  const at = file.lastIndexOf('/');
  const [folder, name] = [file.slice(0, at), literal(file.slice(at + 1))];
  return [
    {
      host,
      title: 'DHCP',
      commands: [
        ...privilegedForFiles(folder, name),
        `/usr/bin/env ^KEA_LOCKFILE_DIR=none /usr/(local/)?sbin/kea-dhcp4 -t ${literal(folder)}/(${name}|\\.${name}\\.farmhand)$`,
        `/usr/bin/socat ^-t 120 - UNIX-CONNECT:${literal(socket)}$`,
      ],
    },
  ];
}

function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
