import type { Value } from './syntax.ts';

/** What a VM's reservation says. */
export interface WantedReservation {
  readonly name: string;
  readonly mac: string;
  readonly address: string;
}

/**
 * A reservation as its neighbours are written: the first of the list that has these three members alone is the model, so that it stays the same while others are
 * added. With no such neighbour on one line, or on several where the first of the list is.
 */
export function written(text: string, list: Value | undefined, wanted: WantedReservation, end: string): string {
  const values = { 'hw-address': wanted.mac, 'ip-address': wanted.address, hostname: wanted.name };
  for (const { value } of list?.entries ?? []) {
    const copied = modelled(text, value, values);
    if (copied !== undefined) return copied;
  }
  const members = Object.entries(values).map(([key, value]) => `"${key}": "${value}"`);
  const first = list?.entries[0]?.value;
  if (first?.kind !== 'object' || first.open.line === first.close.line) return `{ ${members.join(', ')} }`;
  const member = first.entries[0]?.key;
  const [outer, inner] = [indentAt(text, first.open.start), member ? indentAt(text, member.start) : ''];
  const indent = inner.length > outer.length ? inner : `${outer}  `;
  return `{${end}${indent}${members.join(`,${end}${indent}`)}${end}${outer}}`;
}

/** The model's text with other values; undefined where there is more in it than these three and white space. */
function modelled(text: string, model: Value, values: Readonly<Record<string, string>>): string | undefined {
  if (model.kind !== 'object' || model.entries.length !== Object.keys(values).length) return undefined;
  const pieces: string[] = [];
  const around: string[] = [];
  let from = model.open.start;
  const seen = new Set<string>();
  for (const { key, value } of model.entries) {
    const own = values[key?.text ?? ''];
    if (!key || own === undefined || value.kind !== 'string' || seen.has(key.text)) return undefined;
    seen.add(key.text);
    around.push(text.slice(from, key.start), text.slice(key.end, value.open.start));
    pieces.push(text.slice(from, value.open.start), `"${own}"`);
    from = value.open.end;
  }
  around.push(text.slice(from, model.close.end));
  if (!/^[\s{}:,]*$/.test(around.join(''))) return undefined;
  return [...pieces, text.slice(from, model.close.end)].join('');
}

/** White space the line of a place begins with. */
export function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
