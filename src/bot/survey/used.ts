import type { FarmState, Reading } from '../../farm/state.ts';

/** What was read, or the given value where it could not be. */
export function known<T>(reading: Reading<T> | undefined, otherwise: T): T {
  return reading && 'known' in reading ? reading.known : otherwise;
}

/** Everything of a farm that could not be read, each with why. */
export function unknowns(state: FarmState): readonly string[] {
  return [...new Set(Object.values(state).flatMap((reading) => ('unknown' in reading ? [reading.unknown] : [])))];
}

const addressForm = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Every address anything on the farm speaks of: records forward and reverse, DHCP, firewall. */
export function usedAddresses(state: FarmState): ReadonlySet<string> {
  const forward = known(state.forward, undefined)?.records.map(({ value }) => value) ?? [];
  const reverse = known(state.reverse, undefined)?.records.map(({ name }) => addressOf(name)) ?? [];
  const dhcp = (known(state.dhcp, undefined)?.hosts ?? []).flatMap(({ addresses }) => addresses);
  const firewall = known(state.firewall, undefined);
  const params = firewall?.params.map(({ value }) => value) ?? [];
  const forwards = firewall?.forwards.map(({ address }) => address) ?? [];
  return new Set(
    [...forward, ...reverse, ...dhcp, ...params, ...forwards].filter(
      (word) => word && addressForm.test(word),
    ) as string[],
  );
}

/** Every port of the public address that leads somewhere. */
export function usedPorts(state: FarmState): ReadonlySet<number> {
  return new Set(known(state.firewall, undefined)?.forwards.map(({ port }) => port));
}

/** Every MAC a VM or a DHCP host has, in lower case. */
export function usedMacs(state: FarmState): ReadonlySet<string> {
  const dhcp = (known(state.dhcp, undefined)?.hosts ?? []).flatMap(({ mac }) => (mac ? [mac] : []));
  return new Set([...dhcp, ...known(state.instances, []).flatMap(({ macs }) => macs)]);
}

/** 10.10.60.6 of 6.60.10.10.in-addr.arpa, RFC 1035 section 3.5. */
export function addressOf(reverseName: string): string {
  return reverseName
    .replace(/\.in-addr\.arpa$/, '')
    .split('.')
    .reverse()
    .join('.');
}
