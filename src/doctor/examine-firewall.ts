import { paramIn } from '../../platforms/shorewall/rules.ts';
import { listed } from '../bot/words.ts';
import type { FirewallSettings } from '../farm/farm.ts';
import { known } from '../farm/reading.ts';
import type { FarmState, Reading } from '../farm/state.ts';
import { type Finding, problem } from './finding.ts';

/** Whether the firewall's zones are those farm.yaml names, and the public address one of its own. */
export function examineFirewall(
  { host, folder, params, netZone, vmZone, publicAddress }: FirewallSettings,
  state: FarmState,
  zones: Reading<readonly string[]> | undefined,
  addresses: Reading<readonly string[]> | undefined,
): readonly Finding[] {
  return [
    ...unknownZones(host, folder, zones, [
      ['net_zone', netZone],
      ['vm_zone', vmZone],
    ]),
    ...publicPlace(host, params, publicAddress, state, addresses),
  ];
}

/** The first word of a line of zones is a zone's name, with its parent perhaps (shorewall-zones(5)). */
function unknownZones(
  host: string,
  folder: string,
  zones: Reading<readonly string[]> | undefined,
  wanted: readonly (readonly [setting: string, zone: string])[],
): readonly Finding[] {
  if (!zones || 'unknown' in zones)
    return [{ is: 'warning', about: host, says: zones?.unknown ?? 'its zones are not known' }];
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
  host: string,
  params: string,
  publicAddress: string,
  state: FarmState,
  addresses: Reading<readonly string[]> | undefined,
): readonly Finding[] {
  const mend = 'firewall.public_address in farm.yaml says to which address people come.';
  const named = paramIn(publicAddress);
  const param = known(state.firewall, undefined)?.params.findLast(({ name }) => name === named);
  if (named !== undefined && !param)
    return state.firewall && 'known' in state.firewall ? [problem(host, `${params} sets no ${named}`, mend)] : [];
  const address = param?.value ?? publicAddress;
  const own = known(addresses, []);
  if (!/^[\d.]+$/.test(address) || own.length === 0 || own.includes(address)) return [];
  const says = `the public address ${address} is not one of this host's (${listed(own)}): nothing that comes for it is forwarded here, unless another machine sends it on`;
  return [{ is: 'warning', about: host, says, mend }];
}
