import { parseNetwork6 } from '../farm/address6.ts';
import { type Guess, type GuessedSettings, isGuess } from '../farm/discovery.ts';
import { listed } from '../farm/listed.ts';
import type { Platform } from '../farm/platform.ts';
import { readParts } from '../farm/read-parts.ts';
import { known } from '../farm/reading.ts';
import { reverseName, zoneOfNetwork6 } from '../farm/reverse-name.ts';
import type { Hosts } from '../ssh/host.ts';
import { findCluster } from './cluster.ts';
import type { Draft, DraftSection } from './draft.ts';
import { guessNaming } from './naming.ts';
import { guessPool } from './pool.ts';
import { beginSearch, type Candidate, guessed, missing, type Search, settingsOf } from './search.ts';

/** What was found on the hosts, and what a person should know of it. */
export interface Explored extends Pick<Draft, 'sections' | 'pool' | 'naming' | 'vms'> {
  readonly remarks: readonly string[];
}

/** Looks at hosts of which nothing is known yet, and changes nothing. Throws what is missing where no farm.yaml can be made of them. */
export async function explore(
  hosts: Hosts,
  names: readonly string[],
  platforms: readonly Platform[],
): Promise<Explored> {
  const search = await beginSearch(hosts, names, platforms);
  const { hypervisor, vms, nodeHost } = await findCluster(search);
  const [[storage], dnses, [dhcp], [firewall], [proxy]] = await Promise.all([
    search.find('storage', [nodeHost], vms),
    search.find('dns', names, vms),
    search.find('dhcp', names, vms),
    search.find('firewall', names, vms),
    search.find('proxy', names, vms),
  ]);
  const example = vms[0]?.instance;
  const dns = dnses.find(({ knows }) => knows > 0);
  if (!storage) throw missing(search, `no storage farmhand knows was found for the node's host, ${nodeHost}`);
  if (!dns) throw missing(search, `no zone with the VMs' names, such as ${example}, was found`);
  const pool = guessPool(vms);
  if (!pool) throw missing(search, `no VM's name, such as ${example}, leads to an address`);

  const state = await readParts(hosts, {
    ...(firewall?.knows && { firewall: firewall.plays.forwards(settingsOf(search, firewall, nodeHost)) }),
    ...(proxy?.knows && { proxy: proxy.plays.sites(settingsOf(search, proxy, nodeHost)) }),
  });
  const zone = zoneOf(dns);
  const naming = guessNaming({
    vms,
    zone,
    ...(state.firewall && { variables: known(state.firewall, undefined)?.variables ?? [] }),
    ...(state.proxy && { sites: known(state.proxy, undefined)?.sites ?? [] }),
  });
  if (!naming) throw missing(search, `no VM is in the zone ${zone}`);
  if (naming.vms.size === 0) {
    search.remarks.push(...naming.left);
    throw missing(search, 'no VM has a name that can be in farm.yaml');
  }
  const fitting = withFittingReverse6(withFittingReverse(dns, pool.network, search), pool.network6, search);
  return {
    sections: [
      section(search, hypervisor),
      section(search, storage),
      section(search, fitting),
      ...(dhcp ? [section(search, dhcp)] : []),
      ...(firewall ? [section(search, firewall, 'variable')] : []),
      ...(proxy ? [section(search, proxy, 'site')] : []),
    ],
    pool,
    naming: naming.rules,
    vms: naming.vms,
    remarks: [
      ...search.remarks,
      ...[dns, dhcp, firewall, proxy].flatMap((one) => (one?.remarks ?? []).map((remark) => `${one?.host}: ${remark}`)),
      ...Object.values(state).flatMap((reading) => (reading && 'unknown' in reading ? [reading.unknown] : [])),
      ...absent(search, { dhcp, firewall, proxy }),
      ...naming.left.map((why) => `not in the file: ${why}`),
    ],
  };
}

function zoneOf({ settings: { forward } }: Candidate<'dns'>): string {
  return forward && !isGuess(forward) ? guessed(forward, 'zone') : '';
}

/** Without a reverse zone that has not all addresses of the pool. */
function withFittingReverse(dns: Candidate<'dns'>, network: Guess<string>, { remarks }: Search): Candidate<'dns'> {
  const { reverse, ...settings } = dns.settings;
  if (!reverse || isGuess(reverse)) {
    remarks.push("no reverse zone with the VMs' addresses was found: no PTR records are kept");
    return dns;
  }
  const [first = ''] = network.value.split('/');
  const zone = guessed(reverse, 'zone');
  // 60.10.10.in-addr.arpa, or one above it.
  if (reverseName(first).endsWith(`.${zone}`) && zone.split('.').length <= 5) return dns;
  remarks.push(`the reverse zone ${zone} has not all of ${network.value}: it is left out, and no PTR records are kept`);
  return { ...dns, settings };
}

/** Without a reverse zone of IPv6 addresses that has not all of the pool's, or where it has none. */
function withFittingReverse6(
  dns: Candidate<'dns'>,
  network6: Guess | GuessedSettings | undefined,
  { remarks }: Search,
): Candidate<'dns'> {
  const { reverse6, ...settings } = dns.settings;
  const prefix = network6 && !isGuess(network6) ? guessed(network6, 'prefix') : undefined;
  if (!reverse6 || isGuess(reverse6)) {
    if (prefix !== undefined)
      remarks.push(`no reverse zone with addresses of ${prefix} was found: no PTR records of IPv6 are kept`);
    return dns;
  }
  const zone = guessed(reverse6, 'zone');
  const network = parseNetwork6(prefix ?? '');
  if (network && `.${zoneOfNetwork6(network)}`.endsWith(`.${zone}`)) return dns;
  remarks.push(`the reverse zone ${zone} is left out: new VMs get no IPv6 address whose PTR record would be in it`);
  return { ...dns, settings };
}

/** What was not found, or is not used, in words. */
function absent(
  { names }: Search,
  { dhcp, ...others }: Readonly<Record<'dhcp' | 'firewall' | 'proxy', Candidate | undefined>>,
): readonly string[] {
  const where = listed(names);
  return [
    ...(dhcp
      ? []
      : [`no DHCP server farmhand knows was found on ${where}, and it needs one: write dhcp into the file`]),
    ...Object.entries(others).flatMap(([role, one]) => {
      if (!one) return [`no ${role} farmhand knows was found on ${where}: it is left out`];
      const idle = `${one.title} of ${one.host} leads to no VM: ${role} stands in the file as a comment`;
      return one.knows === 0 ? [idle] : [];
    }),
  ];
}

/** `rule`: the rule of naming that it takes, of a role a farm may do without. */
function section({ names }: Search, one: Candidate, rule?: string): DraftSection {
  const { host, role, kind, title, usual, knows, settings } = one;
  const { section: name, schema } = one.plays.settings;
  const out = `${host} has ${title}, but it leads to no VM. To use it, take the # away, and give naming a ${rule}`;
  return {
    section: name,
    role,
    ...(!usual && { kind }),
    ...(names.length > 1 && 'host' in schema.shape && { host }),
    settings,
    ...(rule !== undefined && knows === 0 && { out }),
  };
}
