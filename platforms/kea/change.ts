import * as z from 'zod';
import type { Effect } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import type { Files } from '../../src/farm/text/includes.ts';
import { linesOf, type Patch, patchSchema, shown, takenBack } from '../../src/farm/text/patch.ts';
import type { Transaction } from '../../src/ssh/host.ts';
import { type KeaConfig, keaConfig, type Reservation } from './config.ts';
import { hasIt, type Running, reload } from './running.ts';
import { subnet } from './settings.ts';
import { checkConfig } from './source.ts';

/** What an earlier change put in or took out: how to take it back, and the reservations, each with the subnet it stood in. */
export const restoreSchema = z.strictObject({
  patch: patchSchema,
  reservations: z.array(z.strictObject({ text: z.string(), subnet: z.union([subnet, z.literal('global')]) })),
});
export type Restore = z.infer<typeof restoreSchema>;

/** Where the server and its file are. */
export const placeArgs = { host: s.label, file: s.remotePath, socket: s.remotePath };
const Place = z.object(placeArgs);
export type Place = z.infer<typeof Place>;

/** An edit of the file. */
export interface Change {
  readonly text: string;
  /** The reservations that come or go, as they are written in the file. */
  readonly reservations: Restore['reservations'];
  /** What goes with each of them: comments behind it. */
  readonly notes?: readonly string[];
  /** What the server then must have, or have no more. */
  readonly running: Partial<Running>;
}

/** A reservation's own text. */
export function textIn({ text }: Pick<KeaConfig, 'text'>, { entry }: Reservation): string {
  return text.slice(entry.value.open.start, entry.value.close.end);
}

/** Two texts of reservations that say the same, whatever white space lines begin and end with. */
export function sameText(a: string, b: string): boolean {
  const told = (text: string) => text.split('\n').map((line) => line.trim());
  return told(a).join('\n') === told(b).join('\n');
}

/**
 * The text with an earlier change taken back line by line, where its place can still be found, and all reservations but those in question as they were.
 */
export function restored(
  { text, file, reservations }: KeaConfig,
  patch: Patch | undefined,
  files: Files,
  good: (config: KeaConfig) => boolean,
  own: (one: Reservation) => boolean,
): string | undefined {
  const others = (all: Pick<KeaConfig, 'text' | 'reservations'>) =>
    all.reservations.filter((one) => !own(one) && one.file === file).map((one) => textIn(all, one));
  return takenBack(text, patch, (edited) => {
    const after = keaConfig(edited, file, files);
    return good(after) && others(after).join() === others({ text, reservations }).join();
  });
}

/** As an operator would type it. */
function reloadCommand(socket: string): string {
  return `printf '{"command":"config-reload"}' | socat - UNIX-CONNECT:${socket}`;
}

/**
 * What people approve: the reservations alone. The comma that parts them from a neighbour is not shown, since which of them gets or loses one depends on what others
 * have reserved by then.
 */
export function effectOf({ host, file, socket }: Place, lines: readonly string[] | null, present: boolean): Effect {
  if (!lines) return { commands: [reloadCommand(socket)] };
  const [removed, added] = present ? [[], lines] : [lines, []];
  return { commands: [`kea-dhcp4 -t ${file}`, reloadCommand(socket)], changes: [{ host, path: file, removed, added }] };
}

/** The reservations of a change as lines, each without the white space all of them begin with. */
export function linesOfChange({ reservations, notes = [] }: Change): readonly string[] {
  return reservations.flatMap(({ text }, index) => {
    const [first = '', ...more] = shown(linesOf([text, notes[index]].filter(Boolean).join(' ')));
    const depth = Math.min(...more.map((line) => line.length - line.trimStart().length));
    return [first, ...more.map((line) => line.slice(depth))];
  });
}

/** How Kea takes the file: tested, read again, and well when the server has `running`, or has it no more. */
export function service(
  { file, socket }: Place,
  running: { readonly [Key in keyof Running]?: string | undefined },
  present: boolean,
): Omit<Transaction, 'edits' | 'fence'> {
  return { check: checkConfig(file), reload: reload(socket), health: hasIt(socket, running, present), service: 'dhcp' };
}
