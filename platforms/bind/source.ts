import { dirname } from 'node:path/posix';
import type { Fact } from '../../src/engine/facts.ts';
import { includedIn } from '../../src/farm/text/includes.ts';
import { type Answer, answerOf } from './facts.ts';
import { sourceScript } from './source-script.ts';
import type { Files } from './zone.ts';

/** A zone as farm.yaml names it: its file and who serves it. */
export interface ZonePlace {
  readonly host: string;
  readonly zone: string;
  readonly file: string;
  readonly server: { readonly address: string; readonly port: number };
  readonly reload: readonly string[];
}

/** What stands around a zone's file. */
export interface ZoneSource {
  /** Files it includes, as far as they could be read. */
  readonly files: Files;
  /** What rndc(8) says of the zone; empty where it does not know it, or may not be asked. */
  readonly status: string;
  /** named keeps a journal of changes to the file. */
  readonly journal: boolean;
  /** What its server says of its SOA record. */
  readonly soa: Answer;
  /** Records the server has, `name type data`; absent where the file itself says what the server has. */
  readonly served?: readonly string[];
}

/** The file itself is not read: that is a fact of its own. */
export function sourceFact(place: ZonePlace): Fact<ZoneSource> {
  const { host, zone, file, server, reload } = place;
  const args = [zone, file, server.address, String(server.port), ...reload];
  return {
    host,
    read: { script: sourceScript, args, takes: 280 },
    parse: (result) => {
      const [lines = '', ...found] = result.stdout.split('\0');
      return sourceOf(place, includedIn([host, file], { ...result, stdout: lines }), lines, found);
    },
  };
}

/** `found`: words, each followed by its text. */
function sourceOf(
  { host, zone, file, server }: ZonePlace,
  files: ReadonlyMap<string, string>,
  printed: string,
  found: readonly string[],
): ZoneSource {
  const said = new Map<string, string>();
  for (let at = 0; at + 1 < found.length; at += 2) said.set(found[at] ?? '', found[at + 1] ?? '');
  const lines = printed.split('\n');
  const directory = lines.find((line) => line.startsWith('directory '))?.slice('directory '.length) ?? dirname(file);
  const [, code = '', soa = ''] = /^(\d+)\n([\s\S]*)$/.exec(said.get('soa') ?? '') ?? [];
  const served = said.get('records');
  return {
    files: (name) => {
      const path = name.startsWith('/') ? name : `${directory}/${name}`;
      const text = files.get(path);
      return text === undefined ? undefined : { path, text };
    },
    status: said.get('status')?.trim() ?? '',
    journal: lines.includes('journal'),
    soa: answerOf({ host, ...server }, { name: zone, type: 'SOA' }, { code: Number(code), stdout: soa, stderr: '' }),
    ...(served !== undefined && { served: served.split('\n').filter((line) => line !== '') }),
  };
}
