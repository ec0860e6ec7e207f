import * as z from 'zod';
import { isZone } from '../../time/zone.ts';
import { parseAddress, parseNetwork } from '../address.ts';
import { parseNetwork6, sameText, showNetwork6 } from '../address6.ts';
import { parseDuration, parseSize } from '../units.ts';
import { parseWindow } from '../window.ts';

// An `error` says only what is expected; explain.ts puts the place and what was found before it.

/** A text of a form. */
export function text(expected: string, pattern: RegExp) {
  return z.string({ error: expected }).regex(pattern, { error: expected, abort: true });
}

function checked(expected: string, pattern: RegExp, good: (value: string) => boolean) {
  return text(expected, pattern).refine(good, { error: expected, params: { expected: true } });
}

export const flag = z.boolean({ error: 'true or false' });

/** An RFC 1123 label, lower case. */
const labelForm = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
/** The pattern of one name without dots, as hosts in farm.yaml have: `host01`. */
export const label = text('a name of small letters, digits and inner dashes, such as host01', RegExp(`^${labelForm}$`));

/** The host that plays a role, in the settings of a platform: one of `hosts`; may be left out where there is one. */
export const host = label.optional().describe('One of hosts; may be left out where there is one');

/** The pattern of a full name: `gallifrey.xivo.vm.farm`. */
export const domain = checked(
  'a domain name in small letters without a dot at its end, such as host01.farm',
  RegExp(`^${labelForm}(\\.${labelForm})*$`),
  (value) => value.length <= 253,
);

export const role = text(
  'a role of small letters, digits and inner dashes, such as operator',
  RegExp(`^${labelForm}$`),
);

const addressForm = /^\d{1,3}(\.\d{1,3}){3}$/;
/** The pattern of an IPv4 address: `10.10.60.2`. */
export const address = checked('an IPv4 address such as 10.10.60.2', addressForm, (v) => parseAddress(v) !== undefined);
/** The pattern of an IPv6 address as RFC 5952 writes it. */
export const address6 = checked(
  'an IPv6 address such as 2001:db8:10:60::2',
  /^[0-9a-f.:]*:[0-9a-f.:]*$/,
  (value) => sameText(value) === value,
);
export const anyAddress = z.union([address, address6], { error: 'an IPv4 or IPv6 address' });
export const network = checked(
  'an IPv4 network from /16 to /29 such as 10.10.60.0/24',
  /^\d{1,3}(\.\d{1,3}){3}\/(1[6-9]|2[0-9])$/,
  (value) => parseNetwork(value) !== undefined,
);

/** In any form; what comes out is as RFC 5952 writes it. */
export const network6 = checked(
  'an IPv6 network such as 2001:db8:10:60::/64',
  /^[0-9A-Fa-f.:]{2,45}\/\d{1,3}$/,
  (value) => parseNetwork6(value) !== undefined,
).transform((value) => {
  const parsed = parseNetwork6(value);
  return parsed ? showNetwork6(parsed) : value;
});

/** The pattern of the MAC of a network card, in small letters: `52:54:86:b3:3f:10`. */
export const mac = text('a MAC address such as 52:54:86:b3:3f:10', /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);

/** A name or an address to connect to. */
export const endpoint = text(
  'a host name or an address, such as host01.farm',
  /^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/,
);

export const port = z
  .int({ error: 'a port from 1 to 65535' })
  .min(1, 'a port from 1 to 65535')
  .max(65535, 'a port from 1 to 65535');

const pathForm = '/[A-Za-z0-9._+@~-]+';
/** The pattern of an absolute path on a host: `/etc/bind/db.farm`. */
export const remotePath = checked(
  'an absolute path of letters, digits and . _ + @ ~ -, such as /etc/bind/db.farm',
  RegExp(`^(${pathForm})+$`),
  (value) => !value.split('/').some((part) => part === '.' || part === '..'),
);
export const localPath = text('a path; ~/ is your home, a relative one is beside this file', /^[^\0-\x1f\x7f]+$/);

/** Bytes: more than this is no machine's, and could not be counted exactly. */
const largest = 2 ** 50;

export const size = checked('a size such as 4G or 512M', /^[0-9]{1,9}[KMGTkmgt]$/, (value) => {
  const bytes = parseSize(value) ?? 0;
  return bytes > 0 && bytes <= largest;
}).transform((value) => parseSize(value) ?? 0);
/** Null: there is none. */
export const balloon = z.union([z.literal('none').transform(() => null), size], {
  error: 'a size such as 4G or 512M, or none',
});

/** A duration in seconds, from one to another; `expected` says what is wrong with one beyond them. */
function duration(from: number, to: number, expected: string) {
  return text('a duration such as 30s, 30m, 12h or 7d', /^[0-9]{1,9}[smhd]$/)
    .transform((value) => parseDuration(value) ?? 0)
    .refine((seconds) => seconds >= from && seconds <= to, { error: expected, params: { expected: true } });
}

const day = 86_400;
export const wait = duration(1, 30 * day, 'a duration from 1s to 30d');
export const idle = duration(3600, 366 * day, 'a duration from 1h to 366d');
export const lease = duration(3600, 3650 * day, 'a duration from 1h to 3650d');
export const drillEvery = duration(day, 365 * day, 'a duration from 1d to 365d');
export const timeout = duration(1, day, 'a duration from 1s to 1d');
/** 0: not at all. */
export const kept = z.union([z.literal(0), duration(1, 365 * day, 'a duration from 1s to 365d, or 0')], {
  error: 'a duration such as 12h or 7d, or 0',
});

/** Seconds a dead man's switch may take at most: the host itself ends the wait for it after five minutes. */
export const longestDeadMan = 240;

export const deadMan = duration(
  1,
  longestDeadMan,
  'a duration from 1s to 4m: so long nobody may be able to reach the farm',
);

/** A command as words: no shell reads it. */
export const words = z
  .array(text('a word of letters, digits and @ % + = : , . / _ -', /^[A-Za-z0-9@%+=:,./_-]+$/), {
    error: 'a command as a list of words, such as [systemctl, reload, named]',
  })
  .min(1, 'a command as a list of words, such as [systemctl, reload, named]');

/** A variable of a firewall's configuration; which names it takes for one, its platform says. */
export const variableName = text(
  'a name of letters, digits and _, such as VM_SKARO_XIVO',
  /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
);
export const person = text('a name of letters, digits and . _ -, such as loic', /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

/** Every character of it is seen: no control or format character, no space of any kind, nothing a screen leaves out. */
const visible = /^[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]{1,128}$/u;
export const identity = text('an identity without spaces or invisible characters', visible);
/** Minutes after midnight of "07:30". */
export const timeOfDay = text(
  'a time of day from "00:00" to "23:59", in quotes',
  /^([01]\d|2[0-3]):[0-5]\d$/,
).transform((value) => Number(value.slice(0, 2)) * 60 + Number(value.slice(3)));
export const channel = text("a channel's name or id, such as '#xivo' or C0123456789", visible);
export const command = text('the name of a command, such as destroy', /^[a-z][a-z-]*$/);
export const vmPattern = text(
  'a VM name in which * stands for anything, such as *-dev',
  /^[a-z0-9*]([a-z0-9*-]{0,62})$/,
);
/** A file beside farm.yaml or anywhere, or an npm package: what Node's own rules take for a name of one. */
export const plugin = text(
  'a path that begins with ./, ../ or /, or the name of an npm package, such as farmhand-uptime',
  /^(?:\.{0,2}\/[^\0-\x1f\x7f]+|(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)$/,
);
export const timezone = checked(
  'a time zone by its IANA name, such as Europe/Paris',
  /^[A-Za-z][A-Za-z0-9/_+-]{0,63}$/,
  isZone,
);

const windowText = 'days and times of day, such as mon-fri 08:00-18:00';
/** Times of the week. */
export const window = text(windowText, /^[a-z0-9:, -]{11,64}$/).transform((value, issues) => {
  const parsed = parseWindow(value);
  if (parsed) return parsed;
  issues.addIssue({ code: 'custom', message: windowText, params: { expected: true } });
  return z.NEVER;
});

/** A regular expression for one word. */
export const ticketPattern = checked(
  'a regular expression for one word, such as #(\\d+)',
  /^[^\s\0-\x1f\x7f]{1,128}$/,
  (value) => regExp(value) !== undefined,
);

/** The regular expression a text is; undefined: it is none. */
function regExp(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** How many brackets of a regular expression are kept apart. */
export function groupsOf(pattern: string): number {
  return (regExp(`${pattern}|`)?.exec('')?.length ?? 1) - 1;
}

export const ticketLink = text(
  'an address in which {1} stands for what the first brackets of the pattern have, such as https://tickets.farm/{1}',
  /^https?:\/\/[^\s<>"|\\^`\0-\x1f\x7f]{1,500}$/,
);

export const urlPath = text('a path such as /', /^\/[A-Za-z0-9._~/-]*$/);

const exclusion = 'a last number such as 1, a range such as "240-254", or an address';
export const excluded = z.union(
  [z.int().min(0, exclusion).max(255, exclusion), text(exclusion, /^\d{1,3}(-\d{1,3}|(\.\d{1,3}){3})$/)],
  { error: exclusion },
);

export const cloneTemplate = text(
  'a template with {name} and {suffix}, such as "{name}-{suffix}"',
  /^(?=.*\{name\})(?=.*\{suffix\})([a-z0-9-]|\{name\}|\{suffix\})+$/,
);
export const domainTemplate = text(
  'a template with {name}, such as "{name}.xivo.vm.farm"',
  /^([a-z0-9-]*)\{name\}([a-z0-9-]*)(\.[a-z0-9-]+)*$/,
);
export const variableTemplate = text(
  'a template with {NAME}, such as "VM_{NAME}_XIVO"',
  /^(?!\{NAME\}$)(?![0-9])[A-Za-z0-9_]*\{NAME\}[A-Za-z0-9_]*$/,
);

/** A Debian source or meta package, Debian Policy 5.6.1. */
export const packageName = text('the name of a package, such as gallifrey', /^[a-z0-9][a-z0-9+.-]{1,127}$/);
/** gitrevisions(7), of which no option and no range is taken, nor anything a shell or make reads as more. */
export const revision = text(
  'a git revision such as master, v1.2, v1.2~2 or a hash',
  /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._/~^@{}+-]{0,199}$/,
);
