import { addressIn, isAddressType } from '../../src/farm/dns/address-type.ts';
import { absolute } from '../../src/farm/dns/names.ts';
import type { Result, Script } from '../../src/ssh/host.ts';

/** Where a primary server takes questions and updates, and the key file that signs them: all seen from the host. */
export interface Server {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly key: string;
}

/** The server of a step's arguments. */
export function serverOf({
  host,
  server,
  key,
}: {
  readonly host: string;
  readonly server: Pick<Server, 'address' | 'port'>;
  readonly key: string;
}): Server {
  return { host, ...server, key };
}

/** Names absolute, in lower case, without the last dot; data as dig prints it. */
export interface ResourceRecord {
  readonly owner: string;
  readonly ttl: number;
  readonly type: string;
  readonly data: string;
}

export type Question = readonly [name: string, type: string];

/** One message of a server, as dig(1) prints it. */
export interface Message {
  /** NOERROR, NXDOMAIN, REFUSED, … */
  readonly status: string;
  /** The server has the zone itself (RFC 1035, 4.1.1). */
  readonly authoritative: boolean;
  /** What the server said of our signature: NOERROR, BADKEY, BADSIG, BADTIME (RFC 8945, 5.2); undefined: the message is not signed. */
  readonly signature?: string;
  /** What was asked: with retries and several questions, the order of messages says nothing. */
  readonly question: string;
  readonly answers: readonly ResourceRecord[];
}

/** Options of every dig; -r: what ~/.digrc says does not count. */
export const digOptions = [
  '-r',
  '+noall',
  '+comments',
  '+question',
  '+answer',
  '+additional',
  '+norecurse',
  '+time=4',
  '+tries=2',
];

/** $1 key file, then the words of dig. As root only where the key cannot be read otherwise. */
const script = 'key=$1; shift; if [ -r "$key" ]; then dig -k "$key" "$@"; else as_root dig -k "$key" "$@"; fi';

/** Asks a server several questions, signed with the key: what is answered is then what an update with that key would meet (BIND can have views by key). */
export function ask({ address, port, key }: Server, questions: readonly Question[]): Script {
  const asked = questions.flatMap(([name, type]) => ['-q', `${name}.`, '-t', type]);
  return { script, args: [key, ...digOptions, `@${address}`, '-p', String(port), ...asked] };
}

/** The messages in what dig printed. A transfer can be several. */
export function messagesOf(printed: string): readonly Message[] {
  return printed
    .split(/^;; Got answer:$/m)
    .slice(1)
    .map((text) => {
      const signature = /^\S+\s+0\s+ANY\s+TSIG\s.* ([A-Z0-9]+) \d+(?: \S+)?\s*$/m.exec(text)?.[1];
      return {
        status: /status: ([A-Z0-9]+)/.exec(text)?.[1] ?? '',
        authoritative: /^;; flags:[a-z ]* aa[ ;]/m.test(text),
        ...(signature !== undefined && { signature }),
        question: questionIn(text),
        answers: answersOf(text),
      };
    });
}

/** A question as messages have it: `gallifrey.farm A`. */
export function questionOf([name, type]: Question): string {
  return `${absolute(name, '')} ${type}`;
}

function questionIn(message: string): string {
  const [, name = '', type = ''] = /^;(\S+)\s+IN\s+(\S+)\s*$/m.exec(message) ?? [];
  return questionOf([name, type]);
}

function answersOf(message: string): readonly ResourceRecord[] {
  const lines = message.split('\n');
  const from = lines.indexOf(';; ANSWER SECTION:') + 1;
  if (from === 0) return [];
  const length = lines.slice(from).findIndex((line) => line === '' || line.startsWith(';'));
  return lines.slice(from, length < 0 ? undefined : from + length).flatMap((line) => {
    const [, owner = '', ttl, type, data] = /^(\S+)\s+(\d+)\s+IN\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (type === undefined || data === undefined) return [];
    return [{ owner: absolute(owner, ''), ttl: Number(ttl), type, data: data.trim() }];
  });
}

/** Data as it is compared: an address in its one form, or a name in lower case without its last dot. */
export function comparedValue({ type, data }: ResourceRecord): string {
  return isAddressType(type) ? addressIn(data) : absolute(data, '');
}

/** "the name server of host01 (127.0.0.1 port 53)" */
export function nameOf({ host, address, port }: Server): string {
  return `the name server of ${host} (${address} port ${port})`;
}

/** Why the server's answers are of no use, in one line: it is not there, the key is wrong, it has not the zone. Undefined: they are good. */
export function problemOf(
  server: Server,
  zone: string,
  { code, stdout, stderr }: Result,
  wanted: number,
): string | undefined {
  const { host, key } = server;
  if (code === 127) return `there is no dig on ${host}: install bind9-dnsutils there`;
  const messages = messagesOf(stdout);
  const unread = /(?:couldn't|could not) read key.*/i.exec(stderr)?.[0];
  if (unread !== undefined) return `${host}: dig ${keyUnread(key, unread)}`;
  const refused = messages.find(({ signature = 'NOERROR' }) => signature !== 'NOERROR');
  if (refused) return `${nameOf(server)} ${keyRefused(key, zone, refused.signature ?? '')}`;
  if (messages.length < wanted) return `${nameOf(server)} does not answer: ${lastLine(stdout, stderr)}`;
  const bad = messages.find(({ status }) => status !== 'NOERROR' && status !== 'NXDOMAIN');
  // RFC 8945, 5.2: to a question, NOTAUTH is about the key. PowerDNS says no more.
  if (bad?.status === 'NOTAUTH') return `${nameOf(server)} ${keyRefused(key, zone, bad.status)}`;
  if (bad) return `${nameOf(server)} answers ${bad.status} when it is asked for ${zone}: is the zone loaded there?`;
  if (/verify signature|could not be validated/i.test(stdout))
    return `the signature of ${nameOf(server)} does not fit the key of ${key}: somebody between the two changes what it answers, or the clocks differ`;
  if (messages.some(({ signature }) => signature === undefined))
    return `${nameOf(server)} does not sign its answers with the key of ${key}: it does not know TSIG`;
  return undefined;
}

/** What follows "dig" or "nsupdate" where it could not read the key. */
export function keyUnread(key: string, said: string): string {
  return `cannot use the key file ${key}: ${said}. It must be a key clause as tsig-keygen(8) prints it`;
}

/** What follows the server's name where it does not take the key (RFC 8945, 5.2). */
export function keyRefused(key: string, zone: string, error: string): string {
  const why =
    {
      BADKEY: `it has no key of that name, or does not allow it for ${zone}: make name and algorithm the same in both, and allow it there`,
      BADSIG: 'its secret is another: use the same one in both',
      NOTAUTH: 'it has no key of that name, or its secret is another: make name, algorithm and secret the same in both',
      BADTIME: 'the clocks of the two differ: set them',
    }[error] ?? 'see its log';
  return `refuses the key of ${key} (${error}): ${why}`;
}

/** The last thing a program said. */
export function lastLine(...texts: readonly string[]): string {
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
  return lines.at(-1)?.replace(/^;+ ?/, '') ?? 'it said nothing';
}
