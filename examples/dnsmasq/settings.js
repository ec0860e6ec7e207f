import { host, remotePath, words, z } from 'farmhand/plugin';

/**
 * @typedef {import('farmhand/plugin').DhcpSettings & { readonly reload: readonly string[] }} DnsmasqSettings
 */

const schema = z.strictObject({
  kind: z.literal('dnsmasq'),
  host,
  file: remotePath.default('/etc/dnsmasq.hosts').describe('What dhcp-hostsfile of dnsmasq.conf names'),
  reload: words.default(['systemctl', 'reload', 'dnsmasq']).describe('Sends it SIGHUP'),
});

/**
 * The section `dhcp` of farm.yaml. `only`: the host that is meant where none is named.
 *
 * @type {import('farmhand/plugin').SettingsOf<DnsmasqSettings>}
 */
export const settings = {
  section: 'dhcp',
  schema,
  resolve: (/** @type {z.output<typeof schema>} */ block, { only }) => ({ ...block, host: block.host ?? only }),
};

/**
 * The farm's settings of its DHCP server, where that is dnsmasq.
 *
 * @param {Pick<import('farmhand/plugin').FarmSettings, 'dhcp'>} farm
 * @returns {DnsmasqSettings}
 */
export function dnsmasqOf({ dhcp }) {
  return /** @type {any} */ (dhcp);
}
