import { address, mac } from 'farmhand/plugin';

/**
 * A line of the file, read as far as it says who has what.
 *
 * @typedef {object} Entry
 * @property {string} text As it stands.
 * @property {number} line From 1.
 * @property {string | undefined} name
 * @property {readonly string[]} macs
 * @property {readonly string[]} addresses
 * @property {readonly string[]} unread Words that mean something else, or more than one machine.
 */

/**
 * The entries of a file that dhcp-hostsfile names: each line is what stands after `dhcp-host=` in dnsmasq.conf (dnsmasq(8)).
 *
 * @param {string} text
 * @returns {readonly Entry[]}
 */
export function entriesOf(text) {
  return text.split('\n').flatMap((own, index) => {
    const said = own.replace(/(^|\s)#.*/, '').trim();
    return said === '' ? [] : [{ text: own, line: index + 1, ...meaningOf(said) }];
  });
}

/**
 * The fields of an entry may stand in any order.
 *
 * @param {string} said
 */
function meaningOf(said) {
  const words = said.split(',').map((word) => word.trim().toLowerCase());
  const macs = words.filter(isMac);
  const addresses = words.filter(isAddress);
  const rest = words.filter((word) => !isMac(word) && !isAddress(word) && !isNeither(word));
  const [name] = rest.filter((word) => /^[a-z0-9_][a-z0-9_.-]*$/.test(word));
  return { name, macs, addresses, unread: rest.filter((word) => word !== name) };
}

/** @param {string} word */
const isMac = (word) => mac.safeParse(word).success;
/** @param {string} word */
const isAddress = (word) => address.safeParse(word).success;
/** How long a lease is, tags, and `ignore`: they say nothing of who has what. @param {string} word */
const isNeither = (word) => /^(\d+[smhdw]?|infinite|ignore|(set|tag|net):.*)$/.test(word);

/**
 * The file with a line more at its end.
 *
 * @param {string} text
 * @param {string} line
 */
export function withLine(text, line) {
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
}

/**
 * The file without these entries. Every other byte stays.
 *
 * @param {string} text
 * @param {readonly Entry[]} gone
 */
export function withoutEntries(text, gone) {
  const numbers = new Set(gone.map(({ line }) => line - 1));
  return text
    .split('\n')
    .filter((_, index) => !numbers.has(index))
    .join('\n');
}
