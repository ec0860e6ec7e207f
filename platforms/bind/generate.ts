import { absolute } from '../../src/farm/dns/names.ts';
import { isTtl } from './parse.ts';
import type { Generated } from './zone.ts';

/** A record a $GENERATE directive makes. */
export interface GeneratedRecord {
  readonly owner: string;
  readonly type: string;
  /** As written. */
  readonly data: string;
}

/** The most records that are made of one directive; BIND itself makes as many as it says. */
const most = 65_536;

/** The records a $GENERATE makes (BIND 9 reference manual); undefined where it is not understood, or makes more than can be looked at. */
export function generatedBy({ entry, origin }: Generated): readonly GeneratedRecord[] | undefined {
  const [, range, owner, ...rest] = entry.tokens;
  const [, from = '', to = '', step = '1'] = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(range?.text ?? '') ?? [];
  while (rest[0] && (isTtl(rest[0].text) || rest[0].text.toUpperCase() === 'IN')) rest.shift();
  const [type, ...data] = rest;
  if (from === '' || !owner || !type || data.length === 0 || Number(step) === 0) return undefined;
  const count = Math.floor((Number(to) - Number(from)) / Number(step)) + 1;
  if (count > most) return undefined;
  const template = data.map(({ text }) => text).join(' ');
  const made: GeneratedRecord[] = [];
  for (let at = Number(from); at <= Number(to); at += Number(step)) {
    const [name, value] = [filled(owner.text, at), filled(template, at)];
    if (name === undefined || value === undefined) return undefined;
    made.push({ owner: absolute(name, origin), type: type.text.toUpperCase(), data: value });
  }
  return made;
}

/** `$` is the number, `${OFFSET,WIDTH,BASE}` the number written so, `\$` a dollar; undefined where that is not understood. */
function filled(template: string, number: number): string | undefined {
  let bad = false;
  const text = template.replace(/\\\$|\$\$|\$(?:\{([^}]*)\})?/g, (whole, form?: string) => {
    if (whole === '\\$' || whole === '$$') return '$';
    const [offset = '0', width = '0', base = 'd'] = (form ?? '').split(',');
    const radix = { d: 10, o: 8, x: 16, X: 16 }[base];
    const value = number + Number(offset || '0');
    const isGood = Number.isInteger(value) && value >= 0;
    if (isGood && /^n$/i.test(base)) return nibbles(value, Number(width) || 0, base);
    if (radix === undefined || !isGood) bad = true;
    const digits = value.toString(radix ?? 10).padStart(Number(width) || 0, '0');
    return base === 'X' ? digits.toUpperCase() : digits;
  });
  return bad ? undefined : text;
}

/** Hexadecimal digits from the last to the first with dots between, so many characters at least: an even number of them ends with a dot (seen with BIND 9.18). */
function nibbles(value: number, width: number, base: string): string {
  const digits = value.toString(16).padStart(Math.ceil(width / 2), '0');
  const text = [...digits].reverse().join('.').padEnd(width, '.');
  return base === 'N' ? text.toUpperCase() : text;
}
