import { type Examined, examined } from '../../src/farm/examined.ts';
import { type Finding, problem } from '../../src/farm/finding.ts';
import { linesPart } from '../../src/farm/lines-fact.ts';
import { listed } from '../../src/farm/listed.ts';
import type { Named } from '../../src/farm/platform.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import { known } from '../../src/farm/reading.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import type { FarmState, Reading } from '../../src/farm/state.ts';
import { connectionsFact } from './connections.ts';
import { type ShorewallSettings, shorewallOf } from './settings.ts';
import { paramIn } from './variables.ts';

/** Whether the firewall's zones are those farm.yaml names, and the public address one of its own. */
export function examine(farm: FarmSettings): readonly Examined[] {
  const firewall = shorewallOf(farm);
  if (!firewall) return [];
  const { host, folder, netZone, vmZone } = firewall;
  const wanted = [
    ['net_zone', netZone],
    ['vm_zone', vmZone],
  ] as const;
  const settings = examined({
    parts: {
      zones: linesPart(host, 'cat -- "$1/zones"', [folder]),
      connections: partOf(connectionsFact(host, '192.0.2.1')),
      addresses: linesPart(host, 'ip -o -4 addr show | awk \'{ sub(/\\/.*/, "", $4); print $4 }\''),
    },
    findings: ({ zones, addresses, connections }, state) => [
      ...unknownZones(host, folder, zones, wanted),
      ...publicPlace(firewall, state, addresses),
      ...unusedRules6(farm, firewall),
      ...unseenConnections(host, connections),
    ],
  });
  return [settings];
}

/** Plans that stop a VM say then that it is not known who is connected to it. */
function unseenConnections(host: string, connections: Reading<unknown>): readonly Finding[] {
  if ('known' in connections) return [];
  const mend =
    'There: apt-get install conntrack; as another user than root, with what farmhand doctor --sudoers prints.';
  return [
    { is: 'warning', about: host, says: `${connections.unknown}: plans cannot say who is connected to a VM`, mend },
  ];
}

/** Rules of IPv6 are made for addresses that only the pool's network has, and variables only for rules. */
function unusedRules6({ pool }: FarmSettings, { host, rules6, params6 }: ShorewallSettings): readonly Finding[] {
  if (rules6 === undefined && params6 !== undefined) {
    const says = `firewall.params6 names ${params6}, and without firewall.rules6 no rule is made that could use a variable of it`;
    return [{ is: 'warning', about: host, says, mend: 'Set firewall.rules6 in farm.yaml, or leave params6 out.' }];
  }
  if (rules6 === undefined || pool.network6) return [];
  const says = `firewall.rules6 names ${rules6}, and without pool.network6 no VM has an IPv6 address that a rule could be about`;
  return [{ is: 'warning', about: host, says, mend: 'Set pool.network6 in farm.yaml, or leave rules6 out.' }];
}

/** A VM's param. */
export const named: Named = {
  has: 'the firewall has a parameter',
  setting: 'variable',
  there: ({ firewall }) => known(firewall, undefined)?.variables.map(({ name }) => name),
};

/** The first word of a line of zones is a zone's name, with its parent perhaps (shorewall-zones(5)). */
function unknownZones(
  host: string,
  folder: string,
  zones: Reading<readonly string[]>,
  wanted: readonly (readonly [setting: string, zone: string])[],
): readonly Finding[] {
  if ('unknown' in zones) return [{ is: 'warning', about: host, says: zones.unknown }];
  const names = zones.known.filter((line) => !/^[#?]/.test(line)).map((line) => line.split(/[\s:,]/)[0] ?? '');
  return wanted
    .filter(([, zone]) => !names.includes(zone))
    .map(([setting, zone]) =>
      problem(
        host,
        `${folder}/zones has no zone ${zone}, only ${listed(names) || 'none'}`,
        `firewall.${setting} in farm.yaml names it.`,
      ),
    );
}

function publicPlace(
  { host, params, publicAddress }: ShorewallSettings,
  state: FarmState,
  addresses: Reading<readonly string[]>,
): readonly Finding[] {
  const mend = 'firewall.public_address in farm.yaml says to which address people come.';
  const named = paramIn(publicAddress);
  const param = known(state.firewall, undefined)?.variables.findLast(({ name }) => name === named);
  if (named !== undefined && !param)
    return state.firewall && 'known' in state.firewall ? [problem(host, `${params} sets no ${named}`, mend)] : [];
  const address = param?.value ?? publicAddress;
  const own = known(addresses, []);
  if (!/^[\d.]+$/.test(address) || own.length === 0 || own.includes(address)) return [];
  const says = `the public address ${address} is not one of this host's (${listed(own)}): nothing that comes for it is forwarded here, unless another machine sends it on`;
  return [{ is: 'warning', about: host, says, mend }];
}
