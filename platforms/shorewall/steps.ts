import type { Invocation } from '../../src/engine/action.ts';
import { sshPortOf } from '../../src/farm/pool.ts';
import type { Admitted } from '../../src/farm/roles/firewall.ts';
import type { AllocatedVm, FarmSettings, Vm } from '../../src/farm/settings.ts';
import type { FirewallState } from '../../src/farm/state.ts';
import { stateFolder } from '../../src/farm/state-folder.ts';
import { rulesLike } from './rules-like.ts';
import { shorewallOf } from './settings.ts';

/** VM_GALLIFREY_DEV_XIVO=10.10.60.6, and DNAT net loc:$VM_GALLIFREY_DEV_XIVO:22 tcp 22006 - $IP_FAILOVER */
export function forward(farm: FarmSettings, vm: AllocatedVm): Invocation | undefined {
  const place = placeOf(farm, vm);
  if (!place || vm.sshPort === undefined) return undefined;
  const { publicAddress, netZone, vmZone } = place.firewall;
  const rule = { address: vm.address, port: vm.sshPort, publicAddress, netZone, vmZone };
  return { action: 'shorewall.forward', args: { ...place.args, present: true, ...rule } };
}

/** Every rule to the VM goes, and its param. */
export function removeForward(farm: FarmSettings, vm: Vm): Invocation | undefined {
  const place = placeOf(farm, vm);
  return place && { action: 'shorewall.forward', args: { ...place.args, present: false } };
}

function placeOf(farm: FarmSettings, { variable: param }: Vm) {
  const firewall = shorewallOf(farm);
  if (!firewall || param === undefined) return undefined;
  const { host, folder, rules, params, deadMan } = firewall;
  return { firewall, args: { host, state: stateFolder(farm, host), folder, rules, params, deadMan, param } };
}

/**
 * ACCEPT net loc:[2001:db8:10:60::6] tcp 22, where the source has one of its own address; VM6_GALLIFREY_DEV_XIVO=[2001:db8:10:60::6], and the rule with
 * that, where the source's has VM6_GALLIFREY_XIVO in it and params are edited.
 */
export function admitLike(
  farm: FarmSettings,
  vm: AllocatedVm,
  like: { readonly name: string; readonly address?: string | undefined; readonly addresses6: readonly string[] },
  { rules6 }: FirewallState,
): Admitted {
  const place = place6Of(farm);
  const { name, address6, sshPort } = vm;
  if (!place || !rules6 || address6 === undefined) return { notes: [] };
  const source = like.address === undefined ? undefined : sshPortOf(place.firewall, farm.pool, like.address);
  const from = { name: like.name, addresses: like.addresses6, sshPort: source };
  const { lines, variables, left } = rulesLike(rules6, from, { name, address6, sshPort });
  const { rules } = place.args;
  const named = variables.length > 0 &&
    place.params !== undefined && {
      params: place.params,
      variables: variables.map((one) => ({ name: one.name, value: one.value })),
    };
  const none = `no rule of ${rules} is about ${like.addresses6.join(' or ')} alone, so none is made for ${address6}`;
  return {
    ...(lines.length > 0 && {
      step: {
        action: 'shorewall.admit',
        args: { ...place.args, ...named, addresses: [address6], present: true, lines },
      },
    }),
    notes: [
      ...(lines.length + left.length === 0 ? [none] : []),
      ...left.map(
        ({ file, line }) =>
          `${address6} gets no rule like ${file}:${line}, which leads a port of the firewall's own to ${like.addresses6.join(' or ')}`,
      ),
    ],
  };
}

/** Every rule of the IPv6 firewall goes that is about the VM. */
export function removeAdmitted(farm: FarmSettings, addresses6: readonly string[]): Invocation | undefined {
  const place = place6Of(farm);
  if (!place || addresses6.length === 0) return undefined;
  const { args, params } = place;
  const files = { ...args, ...(params !== undefined && { params }) };
  return { action: 'shorewall.admit', args: { ...files, addresses: [...addresses6], present: false } };
}

function place6Of(farm: FarmSettings) {
  const firewall = shorewallOf(farm);
  if (firewall?.rules6 === undefined) return undefined;
  const { host, rules6, params6, deadMan } = firewall;
  return { firewall, params: params6, args: { host, state: stateFolder(farm, host), rules: rules6, deadMan } };
}
