/**
 * A domain name as written, made absolute: lower case, no dot at its end, the root empty. Escapes (`\103`, `\a`) of plain
 * characters are resolved, the others kept in their three-digit form (RFC 1035, 5.1; RFC 4343).
 */
export function absolute(written: string, origin: string): string {
  if (written === '@') return origin;
  const name = !written.includes('\\')
    ? written
    : written.replace(/\\(\d{3})|\\([^\d])/g, (_, digits?: string, char?: string) =>
        plain(digits === undefined ? (char ?? '') : String.fromCharCode(Number(digits))),
      );
  const lower = name.toLowerCase();
  if (lower.endsWith('.')) return lower.slice(0, -1);
  return origin === '' ? lower : `${lower}.${origin}`;
}

function plain(char: string): string {
  return /[A-Za-z0-9_-]/.test(char) ? char : `\\${String(char.charCodeAt(0)).padStart(3, '0')}`;
}

/** An absolute name as it is written under an origin: relative where that is possible. */
export function written(name: string, origin: string): string {
  if (name === origin) return '@';
  if (origin !== '' && name.endsWith(`.${origin}`)) return name.slice(0, -origin.length - 1);
  return `${name}.`;
}

/** Whether a name is the domain itself or in it. */
export function within(name: string, domain: string): boolean {
  return name === domain || domain === '' || name.endsWith(`.${domain}`);
}
