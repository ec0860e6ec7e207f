/** Beyond the ASCII letters: what a server's CASEMAPPING counts as capitals, and what as their small letters (https://modern.ircdocs.horse/#casemapping-parameter). */
const pairs: Readonly<Record<string, readonly [string, string]>> = {
  ascii: ['', ''],
  rfc1459: ['[]\\^', '{}|~'],
  'strict-rfc1459': ['[]\\', '{}|'],
  'rfc1459-strict': ['[]\\', '{}|'],
};

/**
 * A nick or channel in the form in which equal ones are the same text. Never by Unicode, which makes a k of the Kelvin sign: a server
 * with a mapping of its own (`precis`) is taken by ASCII, so that names are rather different than the same.
 */
export function folded(name: string, casemapping = 'rfc1459'): string {
  const [capitals, small] = pairs[casemapping] ?? ['', ''];
  return name.replace(/[A-Z[\]\\^]/g, (char) => {
    const at = capitals.indexOf(char);
    if (at !== -1) return small[at] ?? char;
    return /[A-Z]/.test(char) ? char.toLowerCase() : char;
  });
}
