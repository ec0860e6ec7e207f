import * as z from 'zod';
import type { Applying, Effect } from '../../src/engine/action.ts';
import type { Fact } from '../../src/engine/facts.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { editFiles, fileFact, textOf } from '../../src/farm/text/file.ts';
import { applyPatch, inverse, type Patch, patchSchema, sameChange, shown } from '../../src/farm/text/patch.ts';
import { Unreadable, whyUnreadable } from '../../src/farm/text/unreadable.ts';
import type { FileState, Script, Transaction } from '../../src/ssh/host.ts';
import { type DhcpSource, dhcpTree, hostsIn, type PlacedHost, sourceFact } from './tree.ts';

/** A host's name in dhcpd.conf, or a name or address DHCP gives: nothing that ends a word. */
export const hostName = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/;

/** What both actions on a host block need. */
export const hostArgs = {
  host: s.label,
  file: s.remotePath,
  /** Of the block: a VM's full name, or what somebody called it. */
  name: z.string().max(253).regex(hostName),
  restart: s.words,
  health: s.words,
  /** An earlier change this one takes back, line by line where that is still possible. */
  restore: patchSchema.optional(),
};

const Place = z.object(hostArgs);
type Place = z.infer<typeof Place>;

interface Readable {
  readonly text: string;
  readonly hosts: readonly PlacedHost[];
  /** Why dhcpd itself does not take it. */
  readonly refused: string | null;
}

/** Text of dhcpd.conf and the hosts of it and of what it includes, or why it cannot be judged: file, line and what is wrong. */
export function textOrProblem(
  place: Place,
  state: FileState,
  source: DhcpSource,
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

/** The text with an earlier change taken back, where its place can still be told and `good` finds what is wanted. */
export function restored(
  text: string,
  restore: Patch | undefined,
  good: (text: string) => boolean,
): string | undefined {
  const edited = restore && applyPatch(text, inverse(restore));
  if (edited === undefined) return undefined;
  try {
    return good(edited) ? edited : undefined;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** Whether the server is well: one that is not may not have read the file, or be about to get its old one back. */
function healthFact({ host, health }: Place): Fact<boolean> {
  return { host, read: command(health), parse: ({ code }) => code === 0 };
}

/** What both actions on a host block read. */
export function factsOf(place: Place) {
  const { host, file } = place;
  return { state: fileFact(host, file), healthy: healthFact(place), source: sourceFact(host, file, 'check') };
}

/** What people approve; without a change to the file, only the restart. */
export function effectOf({ host, file, restart }: Place, patch: Patch | null): Effect {
  if (!patch) return { commands: [restart.join(' ')] };
  return {
    commands: [`dhcpd -t -cf ${file}`, restart.join(' ')],
    changes: [{ host, path: file, removed: shown(patch.removed), added: shown(patch.added) }],
  };
}

/** Edits, checks, restarts and asks whether the server is well; the old file is put back when it is not. */
export async function applyChange(
  place: Place,
  approved: Patch | null,
  change: (text: string) => { readonly text: string; readonly patch: Patch } | null,
  { hosts, fence }: Applying,
): Promise<void> {
  await editFiles(hosts(place.host), [place.file], ([state]) => {
    const before = textOf(`${place.host}:${place.file}`, state ?? null);
    const made = change(before);
    if (approved ? !made || !sameChange(made.patch, approved) : made) {
      throw new Error(
        `${place.host}:${place.file} was edited meanwhile, and the change is not the approved one any more`,
      );
    }
    return {
      edits: [{ path: place.file, before: { text: before }, after: { text: made?.text ?? before } }],
      ...service(place),
      fence,
    };
  });
}

function service({ restart, health }: Place): Omit<Transaction, 'edits' | 'fence'> {
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
