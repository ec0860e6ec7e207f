import { known } from '../../farm/reading.ts';
import type { Connection, Login, Logins, Requests } from '../../farm/roles/use.ts';
import type { Reading } from '../../farm/state.ts';
import { ago, counted, duration, listed } from '../words.ts';

/** A build that farmhand made of a VM. */
export interface Build {
  readonly run: number;
  readonly by: string;
  /** Epoch milliseconds; absent: it is under way. */
  readonly ended?: number;
}

/** Who may use a VM, as far as that was read. */
export interface Evidence {
  readonly logins: Reading<Logins>;
  /** Absent: the farm has no firewall. */
  readonly connections?: Reading<readonly Connection[]>;
  /** The public port that leads to the VM's SSH. */
  readonly sshPort?: number;
  /** Absent: the VM has no site. */
  readonly requests?: Reading<Requests>;
  /** Those under way, and the newest that is over. */
  readonly builds: readonly Build[];
  /** Entries of others that lead to it, in words. */
  readonly through: readonly string[];
}

/** When a VM was used last: now; the last time that is known of (epoch milliseconds), since which nobody was there; or not known. */
export type LastUse = 'now' | 'unknown' | { readonly at: number };

const day = 86_400_000;
const week = 7 * day;

/** As many of a kind as are named; the rest is counted. */
const most = 3;

/**
 * When a VM was used last, by logins, connections that are open, requests and builds. Each source has to say so: one that could not be read leaves it unknown, and one that shows nobody goes no
 * further back than its record.
 */
export function lastUse({ logins, connections, requests, builds }: Evidence): LastUse {
  if (inUse({ logins, connections, builds })) return 'now';
  const past = 'known' in logins ? logins.known.past : logins;
  if ('unknown' in past || !connections || 'unknown' in connections) return 'unknown';
  if (requests && 'unknown' in requests) return 'unknown';
  const { last, since } = past.known;
  return {
    at: Math.max(
      last ? endOf(last) : since,
      ...(requests ? [requests.known.times.at(-1) ?? requests.known.since] : []),
      ...builds.map(({ ended = 0 }) => ended),
    ),
  };
}

function inUse({
  logins,
  connections,
  builds,
}: Pick<Evidence, 'logins' | 'builds'> & { connections: Evidence['connections'] | undefined }): boolean {
  const present = known(logins, undefined)?.now ?? [];
  return present.length + known(connections, []).length > 0 || builds.some(({ ended }) => ended === undefined);
}

/** What a plan says of who would notice: who is there now, who was before, and what could not be read. None where there is nothing to say. */
export function evidenceNotes(evidence: Evidence, now: Date): readonly string[] {
  const past = [...nobodyThere(evidence, now), pastUse(evidence, now).join(', ')].filter((text) => text !== '');
  const unread = notRead(evidence);
  return [
    ...presentUse(evidence, now),
    ...(past.length > 0 ? [past.join(': ')] : []),
    ...(unread.length > 0 ? [`not known: ${unread.join('; ')}`] : []),
    ...reached(evidence.through),
  ];
}

/** "nobody for 31 d" where all was read; "nobody is logged in or connected now" where that was. */
function nobodyThere(evidence: Evidence, now: Date): readonly string[] {
  const { logins, connections } = evidence;
  const use = lastUse(evidence);
  if (use === 'now' || 'unknown' in logins || (connections && 'unknown' in connections)) return [];
  const quiet = typeof use === 'object' ? now.getTime() - use.at : 0;
  if (quiet >= day) return [`nobody for ${duration(quiet / 1000)}`];
  return [connections ? 'nobody is logged in or connected now' : 'nobody is logged in now'];
}

function presentUse({ logins, connections, sshPort, builds }: Evidence, now: Date): readonly string[] {
  const people = Map.groupBy(known(logins, undefined)?.now ?? [], ({ name }) => name);
  const ports = Map.groupBy(known(connections, []), (one) => `${one.protocol} ${one.toPort} ${one.forwarded}`);
  return [
    ...several(
      [...people].map(([name, own]) => `${name} is logged in now (${sessions(own, now)})`),
      'more person is logged in now',
      'more people are logged in now',
    ),
    ...several(
      [...ports.values()].map((own) => connected(own, sshPort)),
      'more port is in use',
      'more ports are in use',
    ),
    ...builds.flatMap(({ run, by, ended }) =>
      ended === undefined ? [`run ${run}, asked by ${by}, builds there now`] : [],
    ),
  ];
}

/** "from 10.0.0.7, since 09:12 UTC" */
function sessions(own: readonly Login[], now: Date): string {
  const first = own.toSorted((a, b) => a.since - b.since)[0] as Login;
  const places = [...new Set(own.map(({ from }) => (from === undefined ? 'at a console' : `from ${from}`)))];
  const times = own.length > 1 ? `${own.length} times, ` : '';
  return `${times}${listed(places.slice(0, most))}, since ${moment(first.since, now)}`;
}

/** "2 SSH connections by port 22005 (from 203.0.113.9)" */
function connected(own: readonly Connection[], sshPort: number | undefined): string {
  const [{ protocol, toPort, forwarded }] = own as [Connection];
  const ssh = protocol === 'tcp' && toPort === 22;
  const outside = sshPort === undefined ? 'from outside' : `by port ${sshPort}`;
  const where = ssh ? (forwarded ? outside : 'within the farm') : `to port ${toPort}`;
  const from = [...new Set(own.map((one) => one.from))];
  const more = from.length > most ? [`${from.length - most} more`] : [];
  const what = `open ${ssh ? 'SSH' : protocol.toUpperCase()} connection`;
  return `${counted(own.length, what)} ${where} (from ${listed([...from.slice(0, most), ...more])})`;
}

function pastUse({ logins, requests, builds }: Evidence, now: Date): readonly string[] {
  const built = builds.find(({ ended }) => ended !== undefined);
  return [
    ...('known' in logins ? loggedIn(logins.known, now) : []),
    ...(requests && 'known' in requests ? [asked(requests.known, now)] : []),
    ...(built?.ended === undefined ? [] : [`built ${since(built.ended, now)} by run ${built.run}`]),
  ];
}

function loggedIn({ now: present, past }: Logins, now: Date): readonly string[] {
  if ('unknown' in past) return [];
  const { last, since: begins } = past.known;
  const none = present.length > 0 ? 'nobody else' : 'no login';
  if (!last) return [`${none} since ${dateOf(begins)}, when its record begins`];
  return last.until === undefined
    ? [`${last.name} logged in ${since(last.since, now)}`]
    : [`${last.name} was logged in until ${since(last.until, now)}`];
}

/** "114 requests in the last day, 802 in the last week"; no further than they were read. */
function asked({ times, since: begins }: Requests, now: Date): string {
  const within = (span: number) => times.filter((time) => now.getTime() - time <= span).length;
  const last = times.at(-1);
  const reach = now.getTime() - begins;
  if (last === undefined && reach < day) return 'no request in what was read of its log, less than a day';
  if (last === undefined) return `no request since ${dateOf(begins)}, when what was read of its log begins`;
  const [inDay, inWeek] = [within(day), within(week)];
  if (reach < day)
    return `${counted(inDay, 'request')} in the last ${duration(reach / 1000)}, which is all that was read of its log`;
  if (inWeek === 0) return `no request for ${duration((now.getTime() - last) / 1000)}`;
  const further =
    reach < week
      ? `${inWeek} since ${dateOf(begins)}, when what was read of its log begins`
      : `${inWeek} in the last week`;
  return `${counted(inDay, 'request')} in the last day, ${further}`;
}

function notRead({ logins, connections, requests }: Evidence): readonly string[] {
  const past = 'known' in logins ? logins.known.past : logins;
  return [
    ...('unknown' in past
      ? [`${'known' in logins ? 'earlier logins' : 'who is or was logged in'} (${past.unknown})`]
      : []),
    ...(connections && 'unknown' in connections ? [`open connections (${connections.unknown})`] : []),
    ...(requests && 'unknown' in requests ? [`requests to its site (${requests.unknown})`] : []),
  ];
}

function reached(through: readonly string[]): readonly string[] {
  const more = through.length - most;
  const names = [...through.slice(0, most), ...(more > 0 ? [`${more} more`] : [])];
  return through.length > 0 ? [`others lead to it: ${listed(names)}`] : [];
}

function several(all: readonly string[], one: string, many: string): readonly string[] {
  const more = all.length - most;
  return [...all.slice(0, most), ...(more > 0 ? [`${more} ${more === 1 ? one : many}`] : [])];
}

/** Whoever has no end on record was there at least when it began. */
function endOf({ since, until = since }: Login): number {
  return until;
}

function since(time: number, now: Date): string {
  return ago(new Date(time).toISOString(), now);
}

/** "09:12 UTC" of today, else with the date. */
function moment(time: number, now: Date): string {
  const iso = new Date(time).toISOString();
  const isToday = iso.slice(0, 10) === now.toISOString().slice(0, 10);
  return `${isToday ? '' : `${iso.slice(0, 10)} `}${iso.slice(11, 16)} UTC`;
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
