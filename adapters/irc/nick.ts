/** The shortest limit a server may set (RFC 2812 section 1.2.1). */
const least = 9;

/**
 * The nick to try when the wanted one and `attempt - 1` others are taken: `farmhand_`, then `farmhan1`, `farmhan2` … (as long as the
 * wanted one). `length`: the most the server takes.
 */
export function alternative(wanted: string, attempt: number, length = Number.POSITIVE_INFINITY): string {
  const base = wanted.slice(0, length);
  if (attempt === 0) return base;
  if (attempt === 1 && base.length < length) return `${base}_`;
  const end = attempt === 1 ? '_' : String(attempt - 1);
  return base.slice(0, Math.max(1, base.length - end.length)) + end;
}

/**
 * The length to try after the server refused a nick as erroneous (432), which is also what it says of one that is too long: what it
 * names in its words, else 16, then 9. Undefined when the nick's length cannot be the reason.
 */
export function shorter(refused: string, reason: string): number | undefined {
  const named = Number(/\b([1-9][0-9]?)\b/.exec(reason)?.[1]);
  return [named, 16, least].find((length) => length >= least && length < refused.length);
}
