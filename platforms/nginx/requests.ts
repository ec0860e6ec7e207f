import type { Fact } from '../../src/engine/facts.ts';
import { type Part, part } from '../../src/farm/read-parts.ts';
import type { Requests } from '../../src/farm/roles/use.ts';
import type { AccessLog, ProxySite, ProxyState } from '../../src/farm/state.ts';
import { said } from '../../src/ssh/said.ts';
import { timeReader } from './log-times.ts';

/** Bytes of a log that are read, from its end: some thousand lines. */
export const mostOfLog = 256 * 1024;

/** What was asked of a site, by the ends of its logs. */
export function requestsPart(host: string, { logs }: ProxyState, { file }: ProxySite): Part<Requests> {
  const own = logs?.get(file) ?? { unknown: 'its site names no log' };
  const read = 'known' in own ? own.known : [];
  return part({
    facts: { ends: read.map(({ path }) => ({ older: endFact(host, `${path}.1`), newer: endFact(host, path) })) },
    make: ({ ends }) => {
      if ('unknown' in own) throw new Error(own.unknown);
      return together(read.map((log, index) => requestsOf(host, log, ends[index] ?? { older: null, newer: null })));
    },
  });
}

function requestsOf(host: string, { path, format }: AccessLog, { older, newer }: Ends): Requests {
  if (newer === null) throw new Error(`${host}: there is no ${path}`);
  return requestsIn(`${host}: ${path}`, format, older, newer);
}

/** Requests of several logs: they are known as far back as the one that is known least. */
function together(all: readonly Requests[]): Requests {
  return {
    times: all.flatMap(({ times }) => times).sort((a, b) => a - b),
    since: Math.max(...all.map(({ since }) => since)),
  };
}

/** The end of a log; null where there is none. Throws why it could not be read. */
function endFact(host: string, path: string): Fact<EndOfLog | null> {
  return {
    host,
    read: { script: `as_root tail -c ${mostOfLog} -- "$1"`, args: [path] },
    parse: ({ code, stdout, stderr }) => {
      if (code === 0) return { text: stdout, whole: Buffer.byteLength(stdout) < mostOfLog };
      if (/No such file or directory/.test(stderr)) return null;
      throw new Error(`${host}: cannot read ${path}: ${said(stderr) || `exit code ${code}`}`);
    },
  };
}

/** The end of a log, and whether that is all of it. */
export interface EndOfLog {
  readonly text: string;
  readonly whole: boolean;
}

/** A log, and the one before it that was rotated away. */
interface Ends {
  readonly older: EndOfLog | null;
  readonly newer: EndOfLog | null;
}

/** What farmhand itself asks of a site to see which one answers (asked.ts). */
const own = 'HEAD / HTTP/1.0"';

/**
 * The requests in the ends of a log and of the one before it. What is before the end of a log that was read in part is not known, and so nor is
 * the one before. Throws where no line has a time; `name`: what to call it then.
 */
export function requestsIn(name: string, format: string, older: EndOfLog | null, newer: EndOfLog): Requests {
  const timeOf = timeReader(format);
  if (!timeOf) throw new Error(`${name} has no time in its lines`);
  const ends = newer.whole && older ? [older, newer] : [newer];
  const lines = ends.flatMap(({ text, whole }) => text.split('\n').slice(whole ? 0 : 1)).filter((line) => line !== '');
  if (lines.length === 0) throw new Error(`${name} has no line yet`);
  const read = lines.flatMap((line) => {
    const time = timeOf(line);
    return time === undefined ? [] : [{ time, isOwn: line.includes(own) }];
  });
  const [first] = read;
  if (!first) throw new Error(`${name} has no time in its lines`);
  const times = read.flatMap(({ time, isOwn }) => (isOwn ? [] : [time]));
  return { times: times.sort((a, b) => a - b), since: Math.min(...read.map(({ time }) => time)) };
}
