import { fileFact, part, textOf } from 'farmhand/plugin';
import { entriesOf } from './entries.js';

/** @typedef {import('farmhand/plugin').Claim} Claim */

/**
 * The hosts dnsmasq knows: read when the farm is looked at, and asked who has which address.
 *
 * @param {import('farmhand/plugin').DhcpSettings} settings
 * @returns {import('farmhand/plugin').Part<import('farmhand/plugin').DhcpState>}
 */
export function hosts({ host, file }) {
  return part({
    facts: { state: fileFact(host, file) },
    make: ({ state }) => {
      const place = `${host}:${file}`;
      const entries = entriesOf(textOf(place, state));
      return {
        hosts: entries.map(({ name = '', macs: [mac], addresses, line }) => ({
          name,
          addresses,
          line,
          ...(mac !== undefined && { mac }),
        })),
        inventory: {
          claims: entries.flatMap((entry) => claimsOf(entry, file)),
          references: [],
          opaque: entries.flatMap(({ unread, line }) =>
            unread.map((word) => `${file}:${line}: what ${word} stands for is not known`),
          ),
        },
      };
    },
  });
}

/**
 * What an entry has, so that nobody else is given it.
 *
 * @param {import('./entries.js').Entry} entry
 * @param {string} file
 * @returns {readonly Claim[]}
 */
function claimsOf({ name, macs, addresses, line }, file) {
  const by = `DHCP host ${name ?? 'without a name'} (${file}:${line})`;
  const own = name === undefined ? { by } : { by, entry: name };
  return [
    ...(name === undefined ? [] : [{ thing: { kind: /** @type {const} */ ('name'), name }, ...own }]),
    ...macs.map((mac) => ({ thing: { kind: /** @type {const} */ ('mac'), mac }, ...own })),
    ...addresses.map((one) => ({ thing: { kind: /** @type {const} */ ('address'), first: one, last: one }, ...own })),
  ];
}
