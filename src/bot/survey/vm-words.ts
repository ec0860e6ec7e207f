import { asciiLower } from '../../farm/ascii.ts';
import type { Farm } from '../../farm/farm.ts';
import { known } from '../../farm/reading.ts';
import type { FarmState } from '../../farm/state.ts';
import { fits } from '../../farm/wildcard.ts';
import type { CommandContext } from '../command.ts';
import { nearest } from '../nearest.ts';
import { possessive } from '../owned-text.ts';
import type { Ownership } from '../ownership.ts';
import { Refusal } from '../refusal.ts';
import { listed } from '../words.ts';
import { isSpeaker, ownerNamed } from './owner-named.ts';
import type { VmState } from './seen-vm.ts';

/** A VM with what is wrong about it, and whose it is. */
export interface ListedVm {
  readonly seen: VmState;
  /** What the farm disagrees about, each in words. */
  readonly trouble: readonly string[];
  readonly own: Ownership;
}

/** VMs that words ask for: all for which each word holds. */
export interface AskedVms {
  fits(vm: ListedVm): boolean;
  /** What they are, after "No VM": "on host01 is down". */
  readonly none: string;
  /** The person whose VMs are asked for. */
  readonly whose?: string;
}

interface Word {
  readonly fits: (vm: ListedVm) => boolean;
  readonly none: string;
  readonly whose?: string;
}

/** What any farm's VMs can be asked for by. */
const states: ReadonlyMap<string, Word> = new Map([
  ...['up', 'running'].map((word) => [word, { fits: runs, none: 'runs' }] as const),
  ...['down', 'stopped'].map((word) => [word, { fits: isDown, none: 'is down' }] as const),
  ['trouble', { fits: isInTrouble, none: 'is in trouble' }],
  ['protected', { fits: ({ seen }: ListedVm) => seen.vm.protected, none: 'is protected' }],
]);

/** Words for what any VM may be. */
export const stateWords: readonly string[] = [...states.keys()];

export function runs({ seen }: ListedVm): boolean {
  return seen.instance?.running === true;
}

export function isDown({ seen }: ListedVm): boolean {
  return seen.instance === undefined || seen.instance.running === false;
}

export function isInTrouble({ trouble }: ListedVm): boolean {
  return trouble.length > 0;
}

/**
 * The VMs that words ask for: `down`, `up`, `trouble`, `protected`, `mine`, a person, a host or node, a pattern of a name (`gallifrey*`). Throws Refusal for a word
 * that is none of these, with the nearest there is.
 */
export function askedVms(context: Asking, state: FarmState, words: readonly string[]): AskedVms {
  const read = words.map((word) => wordOf(context, state, word) ?? refuse(context, state, word));
  const whose = read.findLast((one) => one.whose !== undefined)?.whose;
  return {
    fits: (vm) => read.every((word) => word.fits(vm)),
    none: listed(read.map(({ none }) => none)),
    ...(whose !== undefined && { whose }),
  };
}

type Asking = Pick<CommandContext, 'farm' | 'person' | 'speaker' | 'identify'>;

/** Whether VMs can be asked for by a word. Throws Refusal for `mine` where nobody knows who that is. */
export function choosesVms(context: Asking, state: FarmState, word: string): boolean {
  return wordOf(context, state, word) !== undefined;
}

function wordOf(context: Asking, state: FarmState, given: string): Word | undefined {
  const word = asciiLower(given);
  const one = states.get(word);
  if (one) return one;
  if (word.includes('*')) return { fits: ({ seen }) => fits(word, seen.vm.name), none: `has a name like ${word}` };
  const nodes = nodesNamed(context.farm, state, word);
  if (nodes.length > 0) return { fits: ({ seen }) => nodes.includes(seen.instance?.node ?? ''), none: `is on ${word}` };
  if (!isSpeaker(word) && ![...context.farm.people.keys()].some((name) => asciiLower(name) === word)) return undefined;
  const whose = ownerNamed(context, word);
  return { fits: ({ own }) => own.owner === whose, none: `is ${possessive(whose, context.person)}`, whose };
}

function refuse({ farm }: Asking, state: FarmState, word: string): never {
  const close = nearest(asciiLower(word), [...states.keys(), 'mine', ...farm.people.keys(), ...nodeNames(farm, state)]);
  throw new Refusal(
    `farm.yaml lists nobody called ${word}, and no host, state or pattern is called so.${close === undefined ? '' : ` Did you mean ${close}?`}`,
  );
}

/** Nodes by their own names, long or short, or by that of their host in farm.yaml. */
function nodesNamed({ hypervisor }: Farm, state: FarmState, word: string): readonly string[] {
  const all = known(state.nodes, []).map(({ name }) => name);
  return all.filter((name) => [name, name.split('.')[0], hypervisor.nodes.get(name)].includes(word));
}

function nodeNames({ hypervisor }: Farm, state: FarmState): readonly string[] {
  return known(state.nodes, []).flatMap(({ name }) => [name, hypervisor.nodes.get(name) ?? name]);
}
