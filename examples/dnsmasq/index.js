import { definePlugin } from 'farmhand/plugin';
import { host } from './host.js';
import { commands, needs, privileged } from './needs.js';
import { plays } from './role.js';

/**
 * The hosts dnsmasq gives addresses to.
 *
 * @type {import('farmhand/plugin').Platform}
 */
export const dnsmasq = {
  kind: 'dnsmasq',
  title: 'dnsmasq',
  role: 'dhcp',
  plays,
  actions: [host],
  needs,
  privileged,
  commands,
};

export default definePlugin({ api: 2, name: 'dnsmasq', platforms: [dnsmasq] });
