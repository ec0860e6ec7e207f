import { type Discovered, type Discovery, type FoundVm, namesOf } from '../../src/farm/discovery.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import { keaConfig } from './config.ts';
import { member, said } from './syntax.ts';

const file = '/etc/kea/kea-dhcp4.conf';

/** The text of `$1`; nothing where it is not there. */
const script = '[ ! -f "$1" ] || cat -- "$1" 2>/dev/null || as_root cat -- "$1"';

/** Kea's reservations in its file, and its control socket. */
export const discovery: Discovery = {
  program: 'kea-dhcp4',
  find: (host, vms) =>
    partOf(
      printedFact(host, { script, args: [file] }, `${file} cannot be read`, (text) =>
        text === '' ? undefined : reservationsIn(text, vms),
      ),
    ),
};

/** From the text of kea-dhcp4.conf. Throws Unreadable, and Error where it has no Dhcp4. */
export function reservationsIn(text: string, vms: readonly FoundVm[]): Discovered {
  const { reservations, dhcp } = keaConfig(text, file);
  const names = namesOf(vms);
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
