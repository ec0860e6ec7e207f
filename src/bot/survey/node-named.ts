import type { Farm } from '../../farm/farm.ts';
import type { Node } from '../../farm/state.ts';
import { nearest } from '../nearest.ts';
import { Refusal } from '../refusal.ts';
import { listed } from '../words.ts';

/** The node a word names, by its name or the first label of it. Throws Refusal when it is none, with the nearest there is. */
export function nodeNamed(word: string, nodes: readonly Node[]): Node {
  const name = word.toLowerCase().replace(/\.$/, '');
  const exact = nodes.find((node) => node.name === name);
  const [short, another] = nodes.filter((node) => labelOf(node) === name);
  const found = exact ?? (another ? undefined : short);
  if (found) return found;
  const names = nodes.map((node) => node.name);
  const close = nearest(name, [...names, ...nodes.map(labelOf)]);
  const meant = close && nodes.find((node) => node.name === close || labelOf(node) === close)?.name;
  const there = meant ? `Did you mean ${meant}?` : `The nodes are ${listed(names)}.`;
  throw new Refusal(`There is no node ${word}. ${there}`);
}

/** The node a word means, by its name or by that of its host in farm.yaml. Throws Refusal. */
export function hostOrNode({ hypervisor }: Pick<Farm, 'hypervisor'>, word: string, nodes: readonly Node[]): Node {
  const byHost = [...hypervisor.nodes].find(([, host]) => host === word.toLowerCase())?.[0];
  return nodeNamed(byHost ?? word, nodes);
}

function labelOf({ name }: Node): string {
  return name.split('.', 1)[0] ?? name;
}
