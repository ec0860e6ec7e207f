import { type Network, parseAddress, showAddress } from '../address.ts';

/**
 * The addresses an entry of `pool.exclude` takes out: a last number, a range of them ("240-254"), or one address. Numbers
 * are those of every /24 of the pool. Undefined when the pool has none of them.
 */
export function excludedAddresses(network: Network, entry: string | number): readonly string[] | undefined {
  const address = parseAddress(String(entry));
  const [from, to = from] = String(entry).split('-').map(Number);
  const wanted =
    address === undefined
      ? (number: number) => number % 256 >= (from ?? 256) && number % 256 <= (to ?? -1)
      : (number: number) => number === address;
  const found: string[] = [];
  for (let number = network.first; number <= network.last; number += 1) {
    if (wanted(number)) found.push(showAddress(number));
  }
  return found.length > 0 ? found : undefined;
}
