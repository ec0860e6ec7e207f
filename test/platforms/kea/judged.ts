import { reservation } from '../../../platforms/kea/reservation.ts';
import type { Server } from '../../../platforms/kea/running.ts';
import { wouldDo } from '../../farm/judging.ts';

export const place = { host: 'host01', file: '/etc/kea/kea-dhcp4.conf', socket: '/run/kea/kea4-ctrl-socket' };
export const name = 'dev.farm';
export const mac = '52:54:86:b3:3f:10';
export const wanted = { ...place, present: true, name, mac, address: '10.10.60.6' };
export const absent = { ...place, present: false, name };

export const one = (hostname: string, hardware = mac, address = '10.10.60.6') =>
  `{ "hw-address": "${hardware}", "ip-address": "${address}", "hostname": "${hostname}" }`;
export const skaro = one('skaro.farm', '52:54:00:00:00:02', '10.10.60.2');
export const own = one(name);
export const socket = '"control-socket": { "socket-type": "unix", "socket-name": "/var/run/kea/kea4-ctrl-socket" }';
export const conf = (list: readonly string[], more = '', top = '') =>
  `{ "Dhcp4": {\n${socket},${top}\n"subnet4": [ { "id": 1, "subnet": "10.10.60.0/24"${more}, "reservations": [\n${list.join(',\n')}\n] } ]\n} }\n`;

/** What the host shows: the file (null: there is none), what Kea has against it, and what the server has. */
export interface Shown {
  readonly file: string | null;
  readonly refused?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly server?: Server;
}

export const serverWith = (...names: readonly string[]): Server => ({
  reservations: names.map((each) => ({ name: each, mac, address: '10.10.60.6' })),
});

export function judged(args: unknown, { file, refused, files = {}, server = serverWith() }: Shown) {
  const source = { files: (path: string) => files[path], refused: refused ?? null };
  return wouldDo(reservation, args, { facts: { state: file === null ? null : { text: file }, source, server } });
}

export const reload = `printf '{"command":"config-reload"}' | socat - UNIX-CONNECT:/run/kea/kea4-ctrl-socket`;
export const both = [`kea-dhcp4 -t ${place.file}`, reload];
export const where = `host01:${place.file}`;
