/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const secretName = /PASS|SECRET|TOKEN|CREDENTIAL|PRIVATE|_KEY$|^KEY$|_PW$/i;

/** Shorter values are words that occur by chance; hiding them would garble texts and tell what they are. */
const shortest = 6;

/** Secrets known by their looks, wherever they come from. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]'],
  [/\bxox[a-z]-[\w-]{10,}|\bxapp-[\w-]{10,}/g, '[Slack token]'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi, '$1[password]@'],
];

/**
 * Removes the values of the environment's secrets (by their names: PASSWORD, TOKEN, …; and passwords inside URLs), and what
 * looks like a secret anyway, from whatever leaves for a chat or a log.
 */
export function redactor(env: Readonly<Record<string, string | undefined>>): Redact {
  const values = Object.entries(env)
    .flatMap(([name, value = '']): (readonly [string, string])[] => {
      const own = secretName.test(name) ? [[value, `[${name}]`] as const] : [];
      return [...own, ...passwordsOf(value).map((password) => [password, `[password of ${name}]`] as const)];
    })
    .filter(([value]) => value.length >= shortest)
    .sort(([a], [b]) => b.length - a.length);
  return (text) => {
    const known = values.reduce((rest, [value, name]) => rest.replaceAll(value, name), text);
    return shapes.reduce((rest, [shape, name]) => rest.replace(shape, name), known);
  };
}

/** The password in a URL, as it stands there and decoded; the URL may name several hosts, which the URL class does not read. */
function passwordsOf(value: string): readonly string[] {
  const [, password] = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/i.exec(value) ?? [];
  if (password === undefined) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** The same value with every text in it redacted. */
export function redacted<T>(value: T, redact: Redact): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redacted(item, redact)])) as T;
  }
  return value;
}
