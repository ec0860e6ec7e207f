import { parseAddress, showAddress } from '../farm/address.ts';
import { eui64Address, type Network6, numberedAddress, parseAddress6, showNetwork6 } from '../farm/address6.ts';
import { type FoundVm, type Guess, type GuessedSettings, mostCommon } from '../farm/discovery.ts';

/** Guesses for the pool's settings. */
interface Pool extends GuessedSettings {
  readonly network: Guess<string>;
}

/** The pool of new VMs; undefined where no VM has an address. */
export function guessPool(vms: readonly FoundVm[]): Pool | undefined {
  const network = guessNetwork(vms);
  if (!network) return undefined;
  const taken = new Set(vms.map(({ address }) => address));
  const base = network.value.slice(0, network.value.lastIndexOf('.'));
  const exclude = [1, 254].filter((number) => !taken.has(`${base}.${number}`));
  const from = 'where routers mostly are, written down nowhere; no VM has them';
  const network6 = guessNetwork6(vms);
  return {
    network,
    ...(exclude.length > 0 && { exclude: { value: exclude, from } }),
    ...(network6 && { network6 }),
  };
}

/** The network of 256 addresses in which most VMs are; undefined where none has an address. */
function guessNetwork(vms: readonly FoundVm[]): Guess<string> | undefined {
  const numbers = vms.flatMap(({ address }) => parseAddress(address ?? '') ?? []);
  const most = mostCommon(numbers.map((number) => `${showAddress(number - (number % 256))}/24`));
  return (
    most && {
      value: most.value,
      from: `${most.times} of ${vms.length} VMs have an address there; new VMs get one that nobody speaks of or answers at`,
      ...(most.times < vms.length && { unsure: true }),
    }
  );
}

/** The rule by which most VMs with an IPv6 address have it, and the network of 64 bits it is of; undefined where none has one by a rule. */
function guessNetwork6(vms: readonly FoundVm[]): GuessedSettings | undefined {
  const six = vms.filter(({ address6 }) => address6 !== undefined);
  const most = mostCommon(six.flatMap((vm) => rulesOf(vm)));
  if (!most) return undefined;
  const [prefix = '', by = ''] = most.value.split(' ');
  const unsure = most.times < six.length && { unsure: true };
  const how = by === 'eui64' ? 'made of their MACs' : 'with the last number of their IPv4 address';
  return {
    prefix: { value: prefix, from: `AAAA records of ${six.length} of ${vms.length} VMs`, ...unsure },
    by: { value: by, from: `${most.times} of ${six.length} of these addresses are ${how}`, ...unsure },
  };
}

/** Each rule that gives the VM its address, after the network: `2001:db8:10:60::/64 last`. */
function rulesOf({ address = '', address6 = '', macs = [] }: FoundVm): readonly string[] {
  const number = parseAddress6(address6);
  if (number === undefined) return [];
  const network: Network6 = { first: (number >> 64n) << 64n, prefix: 64 };
  const last = parseAddress(address);
  const ruled = [
    ...macs.map((mac) => ['eui64', eui64Address(network, mac)]),
    ...(last === undefined ? [] : [['last', numberedAddress(network, last % 256)]]),
  ];
  return ruled.flatMap(([by, made]) => (made === address6 ? [`${showNetwork6(network)} ${by}`] : []));
}
