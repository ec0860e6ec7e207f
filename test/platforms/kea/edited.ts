import { keaConfig } from '../../../platforms/kea/config.ts';
import { addReservation, removeReservation } from '../../../platforms/kea/edit.ts';
import { placeFor } from '../../../platforms/kea/place.ts';

export const dev = { name: 'dev.farm', mac: '52:54:86:b3:3f:10', address: '10.10.60.6' };
export const one = (n: number) =>
  `{ "hw-address": "52:54:00:00:00:0${n}", "ip-address": "10.10.60.${n}", "hostname": "h${n}.farm" }`;
export const own = '{ "hw-address": "52:54:86:b3:3f:10", "ip-address": "10.10.60.6", "hostname": "dev.farm" }';

export function add(text: string): string {
  const config = keaConfig(text, '/k');
  const place = placeFor(config, dev.address, undefined);
  if ('why' in place) throw new Error(place.why);
  return addReservation(config, place.holder, dev).text;
}

export function remove(text: string, name = dev.name): string {
  const config = keaConfig(text, '/k');
  const found = config.reservations.find((reservation) => reservation.name === name);
  return found ? removeReservation(config, found) : text;
}
