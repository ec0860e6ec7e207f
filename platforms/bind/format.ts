import type { AddressType } from '../../src/farm/dns/address-type.ts';
import { within, written } from '../../src/farm/dns/names.ts';
import { typeOf, type Zone, type ZoneRecord } from './zone.ts';

/** The address or pointer record of a VM: names absolute, no dot at their ends. */
export interface WantedRecord {
  readonly type: AddressType | 'PTR';
  readonly name: string;
  readonly value: string;
}

const tab = 8;

/**
 * The line of a record, without its end, written as the model is: spaces, class, TTL, relative or absolute. The model is the
 * first of its kind under the same origin, so that a line stays the same while others are added below; of an AAAA record it may be the A record of its name.
 */
export function lineLike(zone: Zone, model: ZoneRecord | undefined, record: WantedRecord, origin: string): string {
  const value = record.type === 'PTR' ? `${record.value}.` : record.value;
  const absoluteOwner = model?.ownerToken?.text.endsWith('.') ?? !within(record.name, origin);
  const owner = absoluteOwner ? `${record.name}.` : written(record.name, origin);
  if (!model?.ownerToken) return `${owner}\tIN\t${record.type}\t${value}`;
  const kept = [model.ttlSet ? model.ttl : undefined, model.class].filter((token) => token !== undefined);
  const parts = [...kept, model.type].sort((a, b) => a.start - b.start);
  const type = typeLike(model, record.type);
  const after = (end: number) => spaceAt(zone.text, end) || ' ';
  const first = gap(after(model.ownerToken.end), model.ownerToken.text.length, owner.length, smallestGap(zone, model));
  return `${owner}${first}${parts.map((token) => (token === model.type ? type : token.text) + after(token.end)).join('')}${value}`;
}

/** The type as the model writes it, or would. */
function typeLike(model: ZoneRecord, type: string): string {
  const { text } = model.type;
  if (typeOf(model) === type) return text;
  return text === text.toLowerCase() ? type.toLowerCase() : type;
}

/** Blanks and tabs that stand at a place. */
export function spaceAt(text: string, at: number): string {
  let end = at;
  while (text[end] === ' ' || text[end] === '\t') end += 1;
  return text.slice(at, end);
}

/** White space that keeps the column where the owner leaves room, else the smallest that is used there, at most three. */
function gap(model: string, modelLength: number, length: number, smallest: string): string {
  const column = columnAfter(modelLength, model);
  const least = smallest.slice(0, 3);
  if (model.includes('\t')) return '\t'.repeat(Math.max(1, Math.ceil((column - length) / tab)));
  return model.length > 1 && length + least.length <= column ? ' '.repeat(column - length) : least;
}

function columnAfter(column: number, space: string): number {
  return [...space].reduce((at, char) => (char === '\t' ? at + tab - (at % tab) : at + 1), column);
}

function smallestGap(zone: Zone, model: ZoneRecord): string {
  const gaps = zone.records
    .filter((record) => record.ownerToken && record.origin === model.origin && sameType(record, model))
    .flatMap((record) => spaceAt(zone.text, record.ownerToken?.end ?? 0) || []);
  return gaps.reduce((a, b) => (b.length < a.length ? b : a));
}

function sameType(a: ZoneRecord, b: ZoneRecord): boolean {
  return a.type.text.toUpperCase() === b.type.text.toUpperCase();
}
