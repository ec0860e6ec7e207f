import { dirname } from 'node:path/posix';
import type { Fact } from '../../src/engine/facts.ts';
import { includedIn } from '../../src/farm/text/includes.ts';
import { parseStatements, type Statement } from '../../src/farm/text/statements.ts';
import { type Answer, answerOf } from './facts.ts';
import { checkScript, sourceScript } from './source-script.ts';
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
  /** Why nobody may edit the file by hand, in words; null: it may be edited. */
  readonly untouchable: string | null;
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
    read: { script: sourceScript, args, takes: 360 },
    parse: (result) => {
      const [lines = '', ...found] = result.stdout.split('\0');
      return sourceOf(place, includedIn([host, file], { ...result, stdout: lines }), lines, found);
    },
  };
}

/** What named-checkzone(8) has against the zone's file as it is; null: nothing, or it cannot be asked. */
export function refusedFact({ host, zone, file }: Pick<ZonePlace, 'host' | 'zone' | 'file'>): Fact<string | null> {
  return {
    host,
    read: { script: checkScript, args: [zone, file], takes: 100 },
    parse: ({ stdout }) => (stdout.trim() === '' ? null : complaint(stdout)),
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
    untouchable: untouchable(zone, file, said, lines.includes('journal')),
    soa: answerOf({ host, ...server }, { name: zone, type: 'SOA' }, { code: Number(code), stdout: soa, stderr: '' }),
    ...(served !== undefined && { served: served.split('\n').filter((line) => line !== '') }),
  };
}

/** The words that matter of what named-checkzone prints. */
function complaint(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const own = lines.filter((line) => !/: (not loaded due to errors|loading from master file)/.test(line));
  return (own.length > 0 ? own : lines).slice(-2).join('; ');
}

/** Whether named itself writes the zone, or makes it of something else: then what a hand writes into the file is lost, or never served. */
function untouchable(zone: string, file: string, said: ReadonlyMap<string, string>, journal: boolean): string | null {
  const status = said.get('status') ?? '';
  const is = (name: string) => RegExp(`^${name}: *(.*)$`, 'm').exec(status)?.[1];
  const config = configured(zone, said.get('conf') ?? '');
  const type = is('type') ?? config.type ?? 'primary';
  if (!['primary', 'master'].includes(type))
    return `the server has ${zone} as a ${type} zone: it is edited on its primary server`;
  const dynamic =
    status === '\n' || status === ''
      ? config.dynamic || (config.type === undefined && journal)
      : is('dynamic') === 'yes';
  if (dynamic)
    return `${zone} takes dynamic updates (${config.how ?? `named keeps a journal, ${file}.jnl`}): named itself writes ${file}, and an edit by hand is lost or refused. farmhand needs a zone that is static: take allow-update or update-policy out of named.conf after "rndc sync -clean ${zone}"`;
  const signed = is('secure') === 'yes' || is('inline signing') === 'yes' || config.signed;
  if (signed)
    return `${zone} is signed (DNSSEC): named serves what it made of ${file}, with signatures and a serial of its own. farmhand does not edit signed zones`;
  return null;
}

interface Configured {
  readonly type?: string;
  readonly dynamic: boolean;
  /** What makes it dynamic. */
  readonly how?: string;
  readonly signed: boolean;
}

/** What named.conf says of a zone: in its own block, else in its view or the options. */
function configured(zone: string, text: string): Configured {
  const all = parseStatements(text).statements;
  const blocks = (statements: readonly Statement[], word: string) =>
    statements.filter((one) => one.words[0]?.text === word && one.block);
  const views = blocks(all, 'view');
  const scopes = [all, ...views.map((view) => view.block?.statements ?? [])];
  const own = scopes.flatMap((scope) =>
    blocks(scope, 'zone')
      .filter(({ words }) => words[1]?.text.toLowerCase() === zone)
      .map(({ block }) => [
        block?.statements ?? [],
        scope,
        ...blocks(all, 'options').map((one) => one.block?.statements ?? []),
      ]),
  )[0];
  if (!own) return { dynamic: false, signed: false };
  const find = (word: string) => own.flatMap((scope) => scope.find((one) => one.words[0]?.text === word) ?? [])[0];
  const value = (word: string) => find(word)?.words[1]?.text;
  const updates = find('allow-update');
  const allowed = updates?.block?.statements.some(({ words }) => words[0]?.text !== 'none') ?? false;
  const policy = find('update-policy') !== undefined;
  const type = value('type');
  return {
    ...(type !== undefined && { type }),
    dynamic: allowed || policy,
    ...((allowed || policy) && { how: policy ? 'update-policy' : 'allow-update' }),
    signed:
      value('inline-signing') === 'yes' ||
      !['none', undefined].includes(value('dnssec-policy')) ||
      value('auto-dnssec') === 'maintain',
  };
}
