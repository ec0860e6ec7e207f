import type { Fact } from '../../src/engine/facts.ts';
import type { Discovered, Discovery, FoundVm } from '../../src/farm/discovery.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import { keaConfig } from './config.ts';
import { member, said } from './syntax.ts';

const file = '/etc/kea/kea-dhcp4.conf';

/** Kea's reservations in its file, and its control socket. */
export const discovery: Discovery = {
  program: 'kea-dhcp4',
  find: (host, vms) => partOf(configurationFact(host, vms)),
};

function configurationFact(host: string, vms: readonly FoundVm[]): Fact<Discovered | undefined> {
  return {
    host,
    read: { script: '[ ! -f "$1" ] || cat -- "$1" 2>/dev/null || as_root cat -- "$1"', args: [file] },
    parse: ({ code, stdout, stderr }) => {
      if (code !== 0) throw new Error(`${host}: ${file} cannot be read: ${stderr.trim() || `exit code ${code}`}`);
      return stdout === '' ? undefined : reservationsIn(stdout, vms);
    },
  };
}

/** From the text of kea-dhcp4.conf. Throws Unreadable, and Error where it has no Dhcp4. */
export function reservationsIn(text: string, vms: readonly FoundVm[]): Discovered {
  const { reservations, dhcp } = keaConfig(text, file);
  const names = new Set(vms.flatMap(({ instance, address = instance }) => [instance, instance.split('.')[0], address]));
  const own = reservations.filter(
    ({ name, address }) => names.has(name) || (address !== undefined && names.has(address)),
  );
  const control = member(dhcp, 'control-socket');
  const socket = control && said(control, 'socket-name');
  return {
    knows: own.length,
    settings: {
      file: { value: file, from: `it is there; it has ${own.length} of ${vms.length} VMs` },
      ...(socket !== undefined && { socket: { value: socket, from: `socket-name of ${file}` } }),
    },
    ...(socket === undefined && {
      remarks: [
        `${file} has no control-socket, without which the running Kea cannot be asked: see the README of its platform`,
      ],
    }),
  };
}
