import type { Files } from '../../src/farm/text/includes.ts';
import { patchOf } from '../../src/farm/text/patch.ts';
import { type Change, type Restore, restored, sameText, textIn } from './change.ts';
import { type KeaConfig, keaConfig, type Reservation } from './config.ts';
import { type Added, addReservation, notesOf, removeReservation } from './edit.ts';
import { type Chosen, choiceOf, placeFor, unused } from './place.ts';
import type { Running } from './running.ts';

/** A reservation by its host name, with what else is known of it. */
export interface Wanted {
  readonly name: string;
  readonly mac?: string | undefined;
  readonly address?: string | undefined;
  readonly subnet?: Chosen;
  readonly restore?: Restore | undefined;
}

/** The reservation of that name: with that MAC where there are several. */
export function sameAs({ name, mac }: Wanted, { reservations }: KeaConfig): Reservation | undefined {
  const named = reservations.filter((one) => one.name === name);
  return named.find((one) => mac === undefined || one.mac === mac) ?? named[0];
}

/** Whether a running server's reservation is the one. */
export function isWanted({ name, mac, address }: Wanted, one: Running): boolean {
  return (
    one.name === name && (mac === undefined || one.mac === mac) && (address === undefined || one.address === address)
  );
}

/** Reservations of other names that have the MAC or the address, whatever their subnet, with the place of each. */
export function rivalsOf({ reservations, file }: KeaConfig, { name, mac, address }: Wanted): readonly string[] {
  const taken = (one: Reservation) =>
    (mac !== undefined && one.mac === mac) || (address !== undefined && one.address === address);
  return reservations
    .filter((one) => one.name !== name && taken(one))
    .map((one) => `${one.name} (${one.file === file ? 'line ' : `${one.file}:`}${one.line})`);
}

/** Why a reservation cannot be put into the file, in words; null: it can. */
export function obstacleTo(config: KeaConfig, wanted: Wanted): string | null {
  const [missing] = config.missing;
  if (missing)
    return `${missing.file}:${missing.line}: the file ${missing.text}, which is included, cannot be read, and may reserve the same: put it there, or take the line out`;
  for (const place of placesOf(config, wanted)) if ('why' in place) return place.why;
  const [place] = placesOf(config, wanted);
  return (place && 'holder' in place && unused(config, place.holder, wanted.address)) || null;
}

function placesOf(config: KeaConfig, { address, subnet, restore }: Wanted) {
  if (!restore) return [placeFor(config, address, subnet)];
  return restore.reservations.map((one) => placeFor(config, undefined, one.subnet));
}

/** The file with the reservation, or with those an earlier change took out. Throws where there is no place for it. */
export function addition(config: KeaConfig, wanted: Wanted, files: Files): Change {
  const { name, restore } = wanted;
  const [rival] = rivalsOf(config, wanted);
  if (rival !== undefined) throw new Error(`${rival} in ${config.file} has that MAC or address already`);
  const own = (one: Reservation) => one.name === name;
  const back = (after: KeaConfig) =>
    restore?.reservations.every(({ text }) =>
      after.reservations.some((one) => own(one) && sameText(textIn(after, one), text)),
    ) === true;
  const exact = restored(config, restore?.patch, files, back, own);
  if (exact !== undefined && restore) return changed(exact, config.file, restore.reservations, name);
  let text = config.text;
  const reservations: Restore['reservations'] = [];
  for (const one of restore?.reservations ?? [undefined]) {
    const now = keaConfig(text, config.file, files);
    const place = placeFor(now, one ? undefined : wanted.address, one?.subnet ?? wanted.subnet);
    if ('why' in place) throw new Error(place.why);
    const { mac = '', address = '' } = wanted;
    const added: Added = addReservation(now, place.holder, one?.text ?? { name, mac, address });
    reservations.push({ text: added.reservation, subnet: choiceOf(place.holder) });
    text = added.text;
  }
  return changed(text, config.file, reservations, name);
}

function changed(text: string, file: string, reservations: Restore['reservations'], name: string): Change {
  const made = keaConfig(text, file).reservations.find((one) => one.name === name);
  return { text, reservations, running: made ? runningOf(made) : { name } };
}

/** As the running server shows it. */
function runningOf({ name, mac, address }: Reservation): Partial<Running> {
  return { name, ...(mac !== undefined && { mac }), ...(address !== undefined && { address }) };
}

/** The file without the reservations of that name in it; null where it has none, or none that is still as an earlier change made it. */
export function removal(config: KeaConfig, { name, mac, restore }: Wanted, files: Files): Change | null {
  const own = (one: Reservation) => one.name === name;
  const known = (one: Reservation) =>
    !restore || restore.reservations.some(({ text }) => sameText(text, textIn(config, one)));
  const goes = (one: Reservation) =>
    own(one) && one.file === config.file && (mac === undefined || one.mac === mac) && known(one);
  const found = config.reservations.filter(goes);
  const [first] = found;
  if (!first) return null;
  const gone = (after: KeaConfig) => !after.reservations.some((one) => own(one) && one.file === config.file);
  const text = restored(config, restore?.patch, files, gone, own) ?? without(config, found, files);
  const reservations = found.map((one) => ({ text: textIn(config, one), subnet: choiceOf(one.holder) }));
  return { text, reservations, notes: found.map((one) => notesOf(config, one)), running: runningOf(first) };
}

/** From the last to the first, so that the places of the others stay. */
function without(config: KeaConfig, found: readonly Reservation[], files: Files): string {
  const starts = found.map(({ entry }) => entry.value.open.start).sort((a, b) => b - a);
  let now = config;
  for (const start of starts) {
    const one = now.reservations.find(({ entry, file }) => file === now.file && entry.value.open.start === start);
    if (one) now = keaConfig(removeReservation(now, one), now.file, files);
  }
  return now.text;
}

/** What it takes to take a change back. */
export function restoreOf({ text }: KeaConfig, change: Change): Restore {
  const none = { above: [], removed: [], added: [], below: [] };
  return { patch: patchOf(text, change.text) ?? none, reservations: change.reservations };
}
