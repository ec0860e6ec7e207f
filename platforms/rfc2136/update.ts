import type { Fact } from '../../src/engine/facts.ts';
import type { AddressType } from '../../src/farm/dns/address-type.ts';
import type { Host, Result, Script } from '../../src/ssh/host.ts';
import { keyRefused, keyUnread, lastLine, nameOf, type Server } from './ask.ts';

/** One A, AAAA or PTR record: names absolute, no dot at their ends. */
export interface WantedRecord {
  readonly zone: string;
  readonly type: AddressType | 'PTR';
  readonly name: string;
  readonly value: string;
  readonly ttl: number;
  /** Whether the zone shall have it, or shall not. */
  readonly present: boolean;
}

/** What the update is made for: it is refused where the zone has something else by then. */
export interface Expected {
  /** Values the name has beside the one that is added or removed. */
  readonly others: readonly string[];
  /** The name may have an IPv6 address. */
  readonly besideIpv6: boolean;
}

/**
 * What nsupdate(1) reads. Prerequisites (RFC 2136, 2.4) make it compare-and-set: the server does all of it or nothing, and raises the serial
 * itself. With values they are about the whole set, so that each value the name has is written down.
 */
export function updateLines(
  { address, port }: Server,
  { zone, type, name, value, ttl, present }: WantedRecord,
  { others, besideIpv6 }: Expected,
): readonly string[] {
  const record = (data: string) => `${name}. ${type} ${type === 'PTR' ? `${data}.` : data}`;
  const none = (kind: string) => `prereq nxrrset ${name}. ${kind}`;
  const had = present ? others : [value, ...others].sort();
  const free = type === 'A' && !besideIpv6 ? ['CNAME', 'AAAA'] : ['CNAME'];
  return [
    `server ${address} ${port}`,
    `zone ${zone}.`,
    ...(had.length > 0 ? had.map((data) => `prereq yxrrset ${record(data)}`) : [none(type)]),
    ...(present ? free.map(none) : []),
    present
      ? `update add ${name}. ${ttl} ${type} ${type === 'PTR' ? `${value}.` : value}`
      : `update delete ${record(value)}`,
    'send',
  ];
}

/** Options of nsupdate: by TCP, where a question is never sent twice, and no longer than this. */
export const nsupdateOptions = ['-v', '-t', '20'];

/** As an operator would type it. */
export function updateCommand({ key }: Server): string {
  return `nsupdate ${nsupdateOptions.join(' ')} -k ${key}`;
}

const script =
  'key=$1; shift; if [ -r "$key" ]; then nsupdate "$@" -k "$key"; else as_root nsupdate "$@" -k "$key"; fi';

function update({ key }: Server, lines: readonly string[]): Script {
  return { script, args: [key, ...nsupdateOptions], stdin: lines.map((line) => `${line}\n`).join('') };
}

/** Sends an update. Throws what the server, or nsupdate, has against it. */
export async function send(host: Host, server: Server, record: WantedRecord, expected: Expected): Promise<void> {
  const result = await host.run(update(server, updateLines(server, record, expected)));
  const refused = refusalOf(server, record, result);
  if (refused !== undefined) throw new Error(refused);
}

/**
 * Why a server would not take the removal of a record, in one line; null: it would. For a record that is not there: nothing is changed then, and
 * the serial stays.
 */
export function refusedFact(server: Server, { zone, ...record }: WantedRecord): Fact<string | null> {
  const { name, type, value } = record;
  const removal = `update delete ${name}. ${type} ${type === 'PTR' ? `${value}.` : value}`;
  const lines = [`server ${server.address} ${server.port}`, `zone ${zone}.`, removal, 'send'];
  return {
    host: server.host,
    read: update(server, lines),
    parse: (result) => refusalOf(server, { zone, ...record }, result) ?? null,
  };
}

/** The answers of a server whose prerequisites are not met (RFC 2136, 2.2 and 3.2). */
const unmet = /^(YXDOMAIN|YXRRSET|NXRRSET|NXDOMAIN)$/;

/** What is wrong, in one line; undefined: the update was done. */
export function refusalOf(server: Server, record: WantedRecord, { code, stdout, stderr }: Result): string | undefined {
  if (code === 0) return undefined;
  const { host, key } = server;
  const { zone, type, name, value, present } = record;
  if (code === 127) return `there is no nsupdate on ${host}: install bind9-dnsutils there`;
  const said = `${stdout}\n${stderr}`;
  const what = `${present ? 'adding' : 'removing'} ${name} ${type} ${value}`;
  const unread = /could(?:n't| not) read key.*/i.exec(said)?.[0];
  if (unread !== undefined) return `${host}: ${what}: nsupdate ${keyUnread(key, unread)}`;
  const [, status = '', error] = /update failed: ([A-Z0-9]+)(?:\((\w+)\))?/.exec(said) ?? [];
  const who = `${what}: ${nameOf(server)}`;
  if (unmet.test(status))
    return `${what}: nothing was changed, because somebody changed ${name} meanwhile (${nameOf(server)} answers ${status}). See what it has now, and run the command again`;
  if (error !== undefined) return `${who} ${keyRefused(key, zone, error)}`;
  const why: Readonly<Record<string, string>> = {
    REFUSED: `the key of ${key} may not update ${zone}. Allow it there, with update-policy { grant KEY zonesub ANY; }; (BIND), an acl with action: [transfer, update] (Knot), or TSIG-ALLOW-DNSUPDATE (PowerDNS)`,
    NOTAUTH: `it is not the primary server of ${zone}. Set dns.address to that`,
    NOTZONE: `${name} is not in ${zone}. Set the zone of dns that it is in`,
    NOTIMP: 'it takes no updates. Allow them in its configuration',
    SERVFAIL:
      'it could not write the zone. Its log says why: often its journal or the folder of the zone is not writable',
  };
  if (status !== '') return `${who} answers ${status}: ${why[status] ?? 'see its log'}`;
  return `${who}: nsupdate failed: ${lastLine(stdout, stderr)}. Whether it was done is not known: see what ${name} has now`;
}
