import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, startDaemon } from '../../support/daemon.ts';
import { installed } from '../../support/servers.ts';

/** A kea-dhcp4 without interfaces that runs with `folder`/kea-dhcp4.conf and answers on `folder`/socket. */
export async function startKea(folder: string): Promise<Daemon> {
  const dirs = ['PIDFILE', 'LOCKFILE', 'CONTROL_SOCKET'].map((name) => `KEA_${name}_DIR=${folder}`);
  return await startDaemon(
    '/usr/bin/env',
    [...dirs, installed('kea-dhcp4') ?? '', '-c', join(folder, 'kea-dhcp4.conf')],
    {
      cwd: folder,
      ready: async () => existsSync(join(folder, 'socket')) && ask(folder, 'status-get') !== undefined,
    },
  );
}

/** What a running server answers to a command, its `arguments`; undefined: nothing. */
export function ask(folder: string, command: string): unknown {
  const { stdout } = spawnSync('socat', ['-t', '10', '-', `UNIX-CONNECT:${join(folder, 'socket')}`], {
    input: JSON.stringify({ command }),
    encoding: 'utf8',
  });
  return stdout === '' ? undefined : JSON.parse(stdout).arguments;
}

/** A configuration as operators write them; `reservations` is the text of the list of the subnet 10.10.60.0/24. */
export function configuration(folder: string, reservations: string, more = ''): string {
  return `// The farm's DHCP
{
  "Dhcp4": {
    # no interfaces
    "interfaces-config": { "interfaces": [ ] },
    "control-socket": { "socket-type": "unix", "socket-name": "${folder}/socket" },
    "lease-database": { "type": "memfile", "persist": false },
    ${more}/* the VMs */
    "subnet4": [
      {
        "id": 1,
        "subnet": "10.10.60.0/24",
        "pools": [ { "pool": "10.10.60.100 - 10.10.60.200" } ],
        "option-data": [ { "name": "routers", "data": "10.10.60.254" } ],
        "reservations": ${reservations}
      }
    ]
  }
}
`;
}

/** Whether kea-dhcp4 -t takes each text. */
export function accepted(folder: string, texts: readonly string[]): readonly boolean[] {
  return texts.map((_, index) => {
    const { status } = spawnSync(installed('kea-dhcp4') ?? '', ['-t', join(folder, `${index}.conf`)], {
      env: { KEA_LOCKFILE_DIR: 'none', PATH: '/usr/sbin:/usr/bin:/bin' },
    });
    return status === 0;
  });
}
