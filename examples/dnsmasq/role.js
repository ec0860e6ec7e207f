import { settings } from './settings.js';
import { hosts } from './state.js';
import { host, removeHost } from './steps.js';

/**
 * dnsmasq plays the role dhcp: what commands ask of it, whatever the platform.
 *
 * @type {import('farmhand/plugin').Dhcp}
 */
export const plays = { kind: 'dnsmasq', settings, host, removeHost, hosts };
