import type { Effect } from '../../src/engine/action.ts';
import type { Fact } from '../../src/engine/facts.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import type { FileSource } from '../../src/farm/text/includes.ts';
import { type Patch, patchOf, shown, stands, takenBack } from '../../src/farm/text/patch.ts';
import { whyUnreadable } from '../../src/farm/text/unreadable.ts';
import type { FileState, Script, Transaction } from '../../src/ssh/host.ts';
import type { HostArgs, WantedArgs } from './args.ts';
import { addHost, replaceHost, withoutHost } from './edit.ts';
import { type HostBlock, hostsOf } from './hosts.ts';
import { dhcpTree, hostsIn, type PlacedHost, sourceFact } from './tree.ts';

interface Readable {
  readonly text: string;
  readonly hosts: readonly PlacedHost[];
  /** Why dhcpd itself does not take it. */
  readonly refused: string | null;
}

/** Text of dhcpd.conf and the hosts of it and of what it includes, or why it cannot be judged: file, line and what is wrong. */
export function textOrProblem(
  place: HostArgs,
  state: FileState,
  source: FileSource,
): Readable | { readonly problem: string } {
  const name = `${place.host}:${place.file}`;
  try {
    const text = textOf(name, state);
    const hosts = hostsIn(dhcpTree(text, place.file, source.files));
    const refused = source.refused ? `dhcpd refuses ${name} as it is: ${source.refused}` : null;
    return { text, hosts, refused };
  } catch (error) {
    return { problem: whyUnreadable(name, error) };
  }
}

/** Whether the server is well: one that is not may not have read the file, or be about to get its old one back. */
function healthFact({ host, health }: HostArgs): Fact<boolean> {
  return { host, read: command(health), parse: ({ code }) => code === 0 };
}

/** What is read of a host block: the file, whether the server is well, and what stands around the file. */
export function factsOf(place: HostArgs) {
  const { host, file } = place;
  return { state: fileFact(host, file), healthy: healthFact(place), source: sourceFact(host, file, 'check') };
}

/** What people approve; without a change to the file, only the restart. */
export function effectOf({ host, file, restart }: HostArgs, patch: Patch | null): Effect {
  if (!patch) return { commands: [restart.join(' ')] };
  return {
    commands: [`dhcpd -t -cf ${file}`, restart.join(' ')],
    changes: [{ host, path: file, removed: shown(patch.removed), added: shown(patch.added) }],
  };
}

/** The file with the host, or without it; null when it is so already, or the host that is there is another one. */
export function changeOf(args: HostArgs, text: string): { readonly text: string; readonly patch: Patch } | null {
  const { name, mac, present, restore } = args;
  if (args.present && hostsOf(text).some((one) => isReplaced(args, one))) {
    const replaced = replaceHost(text, args);
    const patch = patchOf(text, replaced);
    return patch && { text: replaced, patch };
  }
  const own = (one: HostBlock) => one.name === name && (mac === undefined || one.mac === mac);
  const there = hostsOf(text).some(own);
  if (there === present || (!present && restore && !stands(text, restore))) return null;
  const good = (one: string) => (present ? hostsOf(one).some(own) : hostsOf(one).every((found) => found.name !== name));
  const edited = takenBack(text, restore, good) ?? (args.present ? addHost(text, args) : withoutHost(text, name));
  const patch = patchOf(text, edited);
  return patch && { text: edited, patch };
}

/** Whether it is the host whose place this one takes. */
export function isReplaced(
  { name, over }: WantedArgs,
  one: { readonly name: string; readonly mac?: string | null | undefined; readonly addresses: readonly string[] },
): boolean {
  if (!over || one.name !== name || (one.mac ?? null) !== over.mac) return false;
  return one.addresses.join() === over.addresses.join();
}

/** How dhcpd takes a file: checked, loaded by a restart, and well by the command of farm.yaml. */
export function service({ restart, health }: HostArgs): Omit<Transaction, 'edits' | 'fence'> {
  return {
    check: { script: 'as_root dhcpd -t -cf "$1"' },
    reload: command(restart),
    health: command(health),
    service: 'dhcp',
  };
}

function command(words: readonly string[]): Script {
  return { script: 'as_root "$@"', args: words };
}
