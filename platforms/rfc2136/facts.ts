import type { Fact } from '../../src/engine/facts.ts';
import type { AddressType } from '../../src/farm/dns/address-type.ts';
import {
  ask,
  messagesOf,
  nameOf,
  problemOf,
  type Question,
  questionOf,
  type ResourceRecord,
  type Server,
} from './ask.ts';

/** What a server says of one name. */
export type Answer =
  | {
      /** Of the name, and of the wildcards above it; made from a wildcard where the name has none itself (RFC 4592). */
      readonly records: readonly ResourceRecord[];
      /** Seconds a cache may keep that there is no such name (RFC 2308, 4). */
      readonly negative: number;
    }
  | { readonly problem: string };

/** Everything a zone has, as its server transfers it (AXFR, RFC 5936). */
export type Transfer =
  | { readonly records: readonly ResourceRecord[]; readonly serial: number }
  /** Why it could not be read, in one line. */
  | { readonly refused: string };

/** What the server has at a name that concerns a record of the type: the type itself, what shuts it out (CNAME), what shows that a name that gets an A record is used already (AAAA). */
export function nameFact(
  server: Server,
  zone: string,
  { name, type }: { name: string; type: AddressType | 'PTR' },
): Fact<Answer> {
  const types = type === 'A' ? ['A', 'CNAME', 'AAAA'] : [type, 'CNAME'];
  const questions: readonly Question[] = [
    [zone, 'SOA'],
    ...types.map((one): Question => [name, one]),
    ...wildcardsOver(name, zone).map((wildcard): Question => [wildcard, type]),
  ];
  return {
    host: server.host,
    read: ask(server, questions),
    parse: (result) => {
      const problem = problemOf(server, zone, result, questions.length);
      if (problem !== undefined) return { problem };
      const messages = messagesOf(result.stdout);
      const unanswered = questions.map(questionOf).find((one) => !messages.some(({ question }) => question === one));
      if (unanswered !== undefined) return { problem: `${nameOf(server)} does not answer the question ${unanswered}` };
      const records = messages.flatMap(({ answers }) => answers);
      const soa = records.find((record) => record.type === 'SOA' && record.owner === zone);
      if (!soa) return { problem: noZone(server, zone) };
      if (messages.some(({ authoritative }) => !authoritative))
        return {
          problem: `${nameOf(server)} leaves ${name} to another server: it is below a delegation (NS) in ${zone}`,
        };
      return { records: records.filter(({ type }) => type !== 'SOA'), negative: numberOf(soa, 6) };
    },
  };
}

/** *.vm.farm and *.farm of gallifrey.vm.farm in farm. */
export function wildcardsOver(name: string, zone: string): readonly string[] {
  const labels = name.slice(0, -zone.length - 1).split('.');
  return labels.map((_, index) => ['*', ...labels.slice(index + 1), zone].join('.'));
}

/** The whole zone. Complete where its SOA record comes at both ends (RFC 5936, 2.2). */
export function transferFact(server: Server, zone: string): Fact<Transfer> {
  return {
    host: server.host,
    // The SOA first: Knot answers BADKEY to a client that may not transfer, as it does to a key it does not know.
    read: ask(server, [
      [zone, 'SOA'],
      [zone, 'AXFR'],
    ]),
    parse: (result) => {
      const problem = problemOf(server, zone, { ...result, stdout: firstAnswer(result.stdout) }, 1);
      if (problem !== undefined) return { refused: problem };
      const [soa, ...rest] = messagesOf(result.stdout);
      if (!soa?.answers.some(({ type, owner }) => type === 'SOA' && owner === zone))
        return { refused: noZone(server, zone) };
      const records = rest.flatMap(({ answers }) => answers);
      const [begin, end] = [records[0], records.at(-1)];
      const whole = records.length > 1 && begin?.type === 'SOA' && end?.type === 'SOA' && begin.data === end.data;
      if (whole && !result.truncated && !/verify signature/.test(result.stdout))
        return { records: records.slice(0, -1), serial: numberOf(begin, 2) };
      return { refused: refusal(server, zone, records.length > 0 || result.truncated, rest[0]?.status) };
    },
  };
}

function noZone(server: Server, zone: string): string {
  return `${nameOf(server)} has no zone ${zone}: it answers for it as part of another`;
}

/** What was printed up to the second answer. */
function firstAnswer(printed: string): string {
  const first = /^;; Got answer:$/m.exec(printed);
  const after = first ? first.index + 1 : 0;
  const second = printed.slice(after).search(/^;; (?:Got answer:|Couldn't verify)/m);
  return first && second >= 0 ? printed.slice(0, after + second) : printed;
}

function refusal(server: Server, zone: string, begun: boolean, status = 'no answer'): string {
  if (begun) return `${nameOf(server)} broke off its transfer (AXFR) of ${zone}: try again, and see its log`;
  return `${nameOf(server)} refuses a transfer (AXFR) of ${zone} with the key of ${server.key} (${status}): allow it in the zone's configuration, with allow-transfer { key NAME; }; (BIND), an acl with action: [transfer, update] (Knot), or TSIG-ALLOW-AXFR (PowerDNS)`;
}

/** A number in the data of a SOA record (RFC 1035, 3.3.13). */
function numberOf(soa: ResourceRecord, at: number): number {
  return Number(soa.data.split(/\s+/)[at]);
}
