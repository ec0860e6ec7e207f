/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const secretName = /PASS|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|_KEY$|^KEY$|_PW$|_PWD$|WEBHOOK/i;

/** Shorter values are words that occur by chance; hiding them would garble texts and tell what they are. */
const shortest = 6;

/** A line of a secret of several lines that is shorter may be anybody's: -----END, a bracket. */
const longLine = 16;

/** Secrets known by their looks, wherever they come from; first what each has in it, since most texts have nothing of the kind. */
const shapes: readonly (readonly [sign: string, shape: RegExp, name: string])[] = [
  // Of PGP, too, whose armour is a block.
  [
    '-----BEGIN ',
    /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
    '[private key]',
  ],
  ['xox', /\bxox[a-z]-[\w-]{10,}/g, '[Slack token]'],
  ['xapp-', /\bxapp-[\w-]{10,}/g, '[Slack token]'],
  ['hooks.slack.com/', /(\bhooks\.slack\.com\/[a-z]+\/)[\w/-]+/g, '$1[webhook]'],
  ['uthorization', /(\bauthorization["']?\s*[:=]\s*["']?(?:basic|bearer|token)\s+)[\w.~+/=-]{6,}/gi, '$1[token]'],
  // To the last @, as the URL Standard reads it: a password may have one in it.
  ['://', /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/"'<>]+@/gi, '$1[password]@'],
  // A key of TSIG or rndc, as named, dhcpd and nsupdate write it.
  ['secret', /(\bsecret\s+"?)[A-Za-z0-9+/]{16,}={0,2}/g, '$1[key]'],
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
    .flatMap(([value, name]) => spellings(value).map((spelt) => [spelt, name] as const))
    .filter(([value]) => value.length >= shortest)
    .sort(([a], [b]) => b.length - a.length);
  return (text) => {
    const known = values.reduce((rest, [value, name]) => rest.replaceAll(value, name), text);
    return shapes.reduce(
      (rest, [sign, shape, name]) => (rest.includes(sign) ? rest.replace(shape, name) : rest),
      known,
    );
  };
}

/**
 * A secret as it may stand in a text: as it is, in JSON (and in JSON within JSON), in a URL, in a form, between single quotes of a shell, in
 * HTML and Slack's markup, in Base64, alone or amid other bytes; and, where it has several lines, each long one by itself.
 */
function spellings(value: string): readonly string[] {
  const json = (text: string) => JSON.stringify(text).slice(1, -1);
  const percent = encodeURIComponent(value.toWellFormed());
  const lines = value.includes('\n') ? value.split(/\r?\n/).filter((line) => line.length >= longLine) : [];
  return [
    ...new Set([
      ...[value, json(value), json(json(value)), ...lines],
      ...[percent, percent.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase())],
      new URLSearchParams({ '': value }).toString().slice(1),
      value.replaceAll("'", "'\\''"),
      value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      ...inBase64(value),
    ]),
  ];
}

/** Base64 (RFC 4648) of the text, alone, and the digits that are the same whatever stands before and after it. */
function inBase64(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const amid = [0, 1, 2].map((before) => {
    const digits = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = (before + bytes.length) % 3 === 0;
    return digits.slice(Math.ceil((before * 8) / 6), whole ? undefined : -1);
  });
  const all = [bytes.toString('base64'), ...amid];
  return [...all, ...all.map((text) => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))];
}

/** The password in a URL, as it stands there and decoded; the URL may name several hosts, which the URL class does not read. */
function passwordsOf(value: string): readonly string[] {
  const [, password] = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/]+)@/i.exec(value) ?? [];
  if (password === undefined) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** The same value with every text in it redacted. */
export function redacted<T>(value: T, redact: Redact): T {
  return redactedBy(value, redact, (number) => number) as T;
}

/** The same value with every text and every number in it redacted: a number that is a secret becomes a text. */
export function redactedWithNumbers(value: object, redact: Redact): object {
  return redactedBy(value, redact, (number) => {
    const text = redact(`${number}`);
    return text === `${number}` ? number : text;
  }) as object;
}

function redactedBy(value: unknown, redact: Redact, ofNumber: (number: number) => unknown): unknown {
  const inside = (item: unknown) => redactedBy(item, redact, ofNumber);
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number') return ofNumber(value);
  if (Array.isArray(value)) return value.map(inside);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), inside(item)]));
}
