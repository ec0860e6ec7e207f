/** Characters of the longest address that is gone back to: it stands in a cookie. */
const longest = 1000;

/** The path and query of an address of this site; `/` for anything that leads elsewhere, or is too long. `own`: the site's address. */
export function ownPath(given: string | null, own: string): string {
  if (given === null || given.length > longest || !URL.canParse(given, own)) return '/';
  const { origin, pathname, search } = new URL(given, own);
  // Two slashes at its beginning would lead elsewhere.
  return origin === new URL(own).origin ? `${pathname.replace(/^\/+/, '/')}${search}` : '/';
}
