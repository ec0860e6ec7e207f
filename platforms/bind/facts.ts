import type { Fact } from '../../src/engine/facts.ts';
import { addressIn } from '../../src/farm/dns/address-type.ts';
import type { Result } from '../../src/ssh/host.ts';
import type { WantedRecord } from './format.ts';

/** Where the server of a zone is asked. */
export interface ServerAddress {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** What the running server says of a name. */
export type Answer =
  | { readonly values: readonly string[] }
  /** It does not answer for the zone, and why that may be. */
  | { readonly problem: string };

const dig = 'dig +noall +comments +answer +norecurse +time=2 +tries=2 "@$1" -p "$2" -q "$3" -t "$4"';

/** The host's date, YYYYMMDD: what a person there would put into a serial. */
export function todayFact(host: string): Fact<string> {
  return {
    host,
    read: { script: 'date +%Y%m%d' },
    parse: ({ stdout }) => {
      const today = stdout.trim();
      if (!/^\d{8}$/.test(today)) throw new Error(`${host}: date printed ${JSON.stringify(today)}, expected YYYYMMDD`);
      return today;
    },
  };
}

/** What the server answers, asked on its own host with dig(1): the file may say something else until it is reloaded. */
export function answerFact(
  server: ServerAddress,
  { name, type }: Pick<WantedRecord, 'name'> & { type: string },
): Fact<Answer> {
  const { host, address, port } = server;
  return {
    host,
    read: { script: dig, args: [address, String(port), `${name}.`, type], takes: 130 },
    parse: (result) => answerOf(server, { name, type }, result),
  };
}

/** What dig(1) printed, with comments, of a name. */
export function answerOf(
  { host, address, port }: ServerAddress,
  { name, type }: { readonly name: string; readonly type: string },
  { code, stdout, stderr }: Pick<Result, 'code' | 'stdout' | 'stderr'>,
): Answer {
  if (code === 127) return { problem: `there is no dig on ${host}: install bind9-dnsutils there` };
  const status = /status: ([A-Z]+)/.exec(stdout)?.[1];
  if (status === undefined) {
    return {
      problem: `the name server of ${host} (${address} port ${port}) does not answer: ${lastLine(stdout + stderr)}`,
    };
  }
  if (status !== 'NOERROR' && status !== 'NXDOMAIN') {
    return { problem: `the name server of ${host} answers ${status} for ${name}: is the zone loaded there?` };
  }
  if (!/^;; flags:[a-z ]* aa[ ;]/m.test(stdout)) {
    return { problem: `the name server of ${host} is not the one that has ${name}: another server or zone is` };
  }
  return { values: answers(stdout, type) };
}

/** Serial in what the server says of the SOA record, third word of its data (RFC 1035, 3.3.13); null: it is not known. */
export function servedSerial(soa: Answer): number | null {
  return soaNumber(soa, 2) ?? null;
}

/** Seconds a "no" may be kept, the last word (RFC 2308, 4); 0 where it is not known. */
export function negativeOf(soa: Answer): number {
  return soaNumber(soa, 6) ?? 0;
}

function soaNumber(soa: Answer, at: number): number | undefined {
  const word = 'values' in soa ? soa.values[0]?.split(' ')[at] : undefined;
  return word === undefined ? undefined : Number(word);
}

/** Data of the answer's records of the type, lower case, IPv6 addresses as RFC 5952 writes them, no dots at the ends of names. */
function answers(stdout: string, type: string): readonly string[] {
  return stdout.split('\n').flatMap((line) => {
    if (line.startsWith(';') || line.trim() === '') return [];
    const [, , , found, ...data] = line.trim().split(/\s+/);
    if (found !== type) return [];
    const text = data.join(' ').replace(/\.$/, '').toLowerCase();
    return [type === 'AAAA' ? addressIn(text) : text];
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.replace(/^;+ ?/, '') || 'it said nothing';
}
