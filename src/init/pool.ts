import { parseAddress, showAddress } from '../farm/address.ts';
import { type FoundVm, type Guess, mostCommon } from '../farm/discovery.ts';

/** The pool of new VMs; undefined where no VM has an address. */
export function guessPool(
  vms: readonly FoundVm[],
): { readonly network: Guess<string>; readonly exclude?: Guess } | undefined {
  const network = guessNetwork(vms);
  if (!network) return undefined;
  const taken = new Set(vms.map(({ address }) => address));
  const base = network.value.slice(0, network.value.lastIndexOf('.'));
  const exclude = [1, 254].filter((number) => !taken.has(`${base}.${number}`));
  const from = 'where routers mostly are, written down nowhere; no VM has them';
  return { network, ...(exclude.length > 0 && { exclude: { value: exclude, from } }) };
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
