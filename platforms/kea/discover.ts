import { withFile6 } from '../../src/farm/dhcp/discover6.ts';
import { type Discovered, type Discovery, type FoundVm, namesOf } from '../../src/farm/discovery.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { part } from '../../src/farm/read-parts.ts';
import type { DhcpHost } from '../../src/farm/state.ts';
import { keaConfig } from './config.ts';
import { hosts6In } from './inventory6.ts';
import { member, said } from './syntax.ts';

const file = '/etc/kea/kea-dhcp4.conf';
const file6 = '/etc/kea/kea-dhcp6.conf';

/** The text of `$1`; nothing where it is not there. */
const script = '[ ! -f "$1" ] || cat -- "$1" 2>/dev/null || as_root cat -- "$1"';

/** Kea's reservations in its file, and its control socket; its file for DHCPv6 where that has VMs. */
export const discovery: Discovery = {
  program: 'kea-dhcp4',
  find: (host, vms) =>
    part({
      facts: { four: textFact(host, file), six: textFact(host, file6) },
      make: ({ four, six }) =>
        four === '' ? undefined : withFile6(reservationsIn(four, vms), { path: file6, text: six }, hosts6Of, vms),
    }),
};

function textFact(host: string, path: string) {
  return printedFact(host, { script, args: [path] }, `${path} cannot be read`, (text) => text);
}

/** The hosts of the text of kea-dhcp6.conf. Throws Unreadable, and Error where it has no Dhcp6. */
export function hosts6Of(text: string, path: string): readonly DhcpHost[] {
  return hosts6In(keaConfig(text, path, undefined, 6));
}

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
