import { dnsmasqOf } from './settings.js';

/** @typedef {import('farmhand/plugin').Dhcp} Dhcp */

/**
 * MAC,ADDRESS,gallifrey-dev.xivo.vm.farm
 *
 * @type {Dhcp['host']}
 */
export function host(farm, { instance, mac, address }) {
  const lines = [`${mac},${address},${instance}`];
  return { action: 'dnsmasq.host', args: { ...placeOf(farm), present: true, name: instance, lines } };
}

/**
 * Every entry of that name goes. The address is for platforms that cannot bring an entry back without it.
 *
 * @type {Dhcp['removeHost']}
 */
export function removeHost(farm, { instance }, _address, name = instance) {
  return { action: 'dnsmasq.host', args: { ...placeOf(farm), present: false, name } };
}

/** @param {import('farmhand/plugin').FarmSettings} farm */
function placeOf(farm) {
  const { host, file, reload } = dnsmasqOf(farm);
  return { host, file, reload: [...reload] };
}
