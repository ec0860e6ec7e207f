import { parse as parseYaml } from 'yaml';
import { sameText } from '../../src/farm/address6.ts';
import type { GuestFile, GuestNetwork } from './guest-files.ts';

/** Whose network configuration becomes whose. */
export interface Move {
  /** The source's: the first is made the clone's, the others have no counterpart. */
  readonly addresses: readonly string[];
  /** The source's IPv6 addresses, and the clone's, as RFC 5952 writes them; absent where the farm has no IPv6. */
  readonly addresses6?: readonly string[];
  readonly address6?: string;
  /** In lower case. */
  readonly macs: readonly string[];
  readonly address: string;
  readonly mac: string;
}

/** What becomes of a guest's network configuration. */
export interface NetworkPlan {
  /** Files that change, with their new text. */
  readonly edits: readonly (GuestFile & { readonly was: string })[];
  /** What would have the clone take an address or MAC that is not its own, in words; empty: it can be started. */
  readonly left: readonly string[];
}

/**
 * Makes a copied guest's network configuration its own: the source's address and MAC, wherever they stand as whole words, become
 * the clone's. A static address or a set MAC that is neither the clone's nor a loopback is left, and said. YAML that
 * cannot be parsed and speaks of addresses is left too.
 */
export function networkPlan({ files, unread }: GuestNetwork, move: Move): NetworkPlan {
  const changed = files.map((file) => ({ path: file.path, was: file.text, text: moved(file.text, move) }));
  return {
    edits: changed.filter(({ text, was }) => text !== was),
    left: [...unread, ...changed.flatMap((file) => foreign(file, move).map((what) => `${file.path} ${what}`))],
  };
}

function moved(text: string, { addresses: [source], addresses6, macs, address, address6, mac }: Move): string {
  const readdressed = source === undefined ? text : text.replace(wholeAddress(source), address);
  const remade = macs.reduce((result, one) => result.replace(wholeMac(one), mac), readdressed);
  const source6 = addresses6?.[0];
  if (source6 === undefined || address6 === undefined) return remade;
  return remade.replace(anyAddress6, (found) => (sameText(found) === source6 ? address6 : found));
}

/** What may be an IPv6 address, as a whole word. */
const anyAddress6 = /(?<![\w:.])[\da-f]*:[\da-f:.]*(?![\w:.])/gi;

function wholeAddress(address: string): RegExp {
  return new RegExp(`(?<![\\d.])${address.replaceAll('.', '\\.')}(?!\\d|\\.\\d)`, 'g');
}

function wholeMac(mac: string): RegExp {
  return new RegExp(`(?<![0-9a-f:])${mac}(?![0-9a-f:])`, 'gi');
}

/** What a file still says that would be another's. */
function foreign(file: GuestFile, move: Move): readonly string[] {
  const said = declared(file);
  if (said === undefined) return ['is not understood'];
  const plain = (one: string) => sameText(one) ?? one.toLowerCase();
  const addresses = said.addresses.map((one) => plain(one.replace(/\/.*$/, '')));
  const macs = said.macs.map((one) => one.toLowerCase());
  return [
    ...new Set([
      ...addresses
        .filter((one) => one !== move.address && one !== move.address6 && !isOwn(one))
        .map((one) => `has the static address ${one}`),
      ...macs
        .filter((one) => one !== move.mac && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(one))
        .map((one) => `sets the MAC ${one}`),
    ]),
  ];
}

/** Addresses every machine may have: loopback, link-local, and what stands for none. */
function isOwn(address: string): boolean {
  return /^(127\.|0\.0\.0\.0$|169\.254\.|::1?$|fe80:)/.test(address);
}

interface Declared {
  readonly addresses: readonly string[];
  /** That an interface is given, whatever its card's own. */
  readonly macs: readonly string[];
}

/** How each kind of file says that an interface has a static address, or another MAC than its card's. */
const kinds: readonly { readonly of: RegExp; readonly addresses: RegExp; readonly macs?: RegExp }[] = [
  {
    // interfaces(5)
    of: /^\/etc\/network\/interfaces(\.d\/|$)/,
    addresses: /^\s*address\s+(\S+)|^\s*(?:pre-|post-)?up\s+.*\baddr?\w*\s+add\s+([\d.:a-f/]+)/gm,
    macs: /^\s*hwaddress\s+(?:ether\s+)?(\S+)/gm,
  },
  // systemd.network(5), systemd.netdev(5), systemd.link(5)
  { of: /^\/etc\/systemd\/network\//, addresses: /^\s*Address\s*=\s*(\S+)/gm, macs: /^\s*MACAddress\s*=\s*(\S+)/gm },
  // nm-settings-keyfile(5)
  {
    of: /^\/etc\/NetworkManager\//,
    addresses: /^\s*address(?:es)?\d*\s*=\s*([^,;\s]+)/gm,
    macs: /^\s*cloned-mac-address\s*=\s*(\S+)/gm,
  },
  // ifcfg(5)
  {
    of: /^\/etc\/sysconfig\/network(-scripts)?\/ifcfg-/,
    addresses: /^\s*(?:IPADDR\w*|IPV6ADDR\w*)\s*=\s*["']?([^"'\s]+)/gm,
    macs: /^\s*(?:MACADDR|LLADDR)\s*=\s*["']?([^"'\s]+)/gm,
  },
  // dhcpcd.conf(5)
  { of: /^\/etc\/dhcpcd\.conf$/, addresses: /^\s*static\s+ip6?_address\s*=\s*(\S+)/gm },
  // Shell: ip(8), ifconfig(8)
  {
    of: /^\/etc\/(rc\.local$|conf\.d\/|network\/if-up\.d\/)/,
    addresses:
      /\bip\s.*\baddr?\w*\s+(?:add|replace)\s+([\d.:a-f/]+)|\bifconfig\s+\S+\s+(?:inet6?\s+)?(\d[\d.]+)|^\s*config_\w+\s*=\s*\(?\s*["']?(\d[\d./]+)/gm,
    macs: /\bip\s.*\baddress\s+([0-9a-f:]{17})/gim,
  },
];

/** What a file declares; undefined where it cannot be determined. Files of other kinds declare nothing. */
function declared({ path, text }: GuestFile): Declared | undefined {
  if (/\.ya?ml$|^\/etc\/cloud\/cloud\.cfg|^\/var\/lib\/cloud\/seed\/.*\/(network-config|meta-data)$/.test(path))
    return inYaml(text);
  const kind = kinds.find(({ of }) => of.test(path));
  // A section [Match] only says which card is meant.
  const lines = text.replace(/^\s*[#;].*$/gm, '').replace(/^\[Match\][^[]*/gm, '');
  const all = (form: RegExp | undefined) =>
    form === undefined
      ? []
      : [...lines.matchAll(form)].flatMap(([, ...groups]) => groups.filter((one) => one !== undefined));
  return { addresses: all(kind?.addresses), macs: all(kind?.macs) };
}

/** netplan(5), and cloud-init's network configuration of both versions, anywhere in a document. */
function inYaml(text: string): Declared | undefined {
  const found: { addresses: string[]; macs: string[] } = { addresses: [], macs: [] };
  const walk = (value: unknown, key: string) => {
    if (Array.isArray(value)) for (const one of value) walk(one, key);
    else if (typeof value === 'object' && value !== null) {
      const map = value as Readonly<Record<string, unknown>>;
      if (map.type === 'nameserver' || map.type === 'route') return;
      for (const [name, inner] of Object.entries(map)) {
        // An address with options of its own is a key.
        if (key === 'addresses' && /^[\d.a-f:]+\/\d+$/i.test(name)) found.addresses.push(name);
        else if (!['nameservers', 'routes', 'match', 'routing-policy'].includes(name)) walk(inner, name);
      }
    } else if (typeof value === 'string') {
      if ((key === 'addresses' || key === 'address') && /^[\d.]+(\/\d+)?$|:.*:/.test(value))
        found.addresses.push(value);
      if (key === 'macaddress') found.macs.push(value);
      if (key === 'network-interfaces')
        found.addresses.push(...[...value.matchAll(/^\s*address\s+(\S+)/gm)].map(([, one = '']) => one));
    }
  };
  try {
    walk(parseYaml(text), '');
    return found;
  } catch {
    return /address/i.test(text) ? undefined : found;
  }
}
