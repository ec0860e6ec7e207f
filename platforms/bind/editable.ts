import type { Fact } from '../../src/engine/facts.ts';
import { parseStatements, type Statement } from '../../src/farm/text/statements.ts';
import type { ZonePlace, ZoneSource } from './source.ts';
import { editableScript } from './source-script.ts';

/** What can keep a zone's file from being edited, beside what stands around it. */
export interface Editable {
  /** What named's configuration says, as named-checkconf(8) prints it, without the blocks of other zones; empty where it does not know the zone. */
  readonly conf: string;
  /** What named-checkzone(8) has against the file as it is; null: nothing, or it cannot be asked. */
  readonly refused: string | null;
}

/** Read for those who edit the file only. */
export function editableFact({ host, zone, file }: Pick<ZonePlace, 'host' | 'zone' | 'file'>): Fact<Editable> {
  return {
    host,
    read: { script: editableScript, args: [zone, file], takes: 200 },
    parse: ({ stdout }) => {
      const [conf = '', said = ''] = stdout.split('\0');
      return { conf, refused: said.trim() === '' ? null : complaint(said) };
    },
  };
}

/** The words that matter of what named-checkzone prints. */
function complaint(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const own = lines.filter((line) => !/: (not loaded due to errors|loading from master file)/.test(line));
  return (own.length > 0 ? own : lines).slice(-2).join('; ');
}

/**
 * Why nobody may edit the file by hand, in words: named itself writes the zone, or makes it of something else, so that what a hand writes is lost, or never
 * served. null: it may be edited.
 */
export function untouchable(
  { zone, file }: Pick<ZonePlace, 'zone' | 'file'>,
  { status, journal }: Pick<ZoneSource, 'status' | 'journal'>,
  { conf }: Pick<Editable, 'conf'>,
): string | null {
  const is = (name: string) => RegExp(`^${name}: *(.*)$`, 'm').exec(status)?.[1];
  const config = configured({ zone, file }, conf);
  const type = is('type') ?? config.type ?? 'primary';
  if (!['primary', 'master'].includes(type))
    return `the server has ${zone} as a ${type} zone: it is edited on its primary server`;
  const dynamic = status === '' ? config.dynamic || (config.type === undefined && journal) : is('dynamic') === 'yes';
  if (dynamic)
    return `${zone} takes dynamic updates (${config.how ?? `named keeps a journal, ${file}.jnl`}): named itself writes ${file}, and an edit by hand is lost or refused. farmhand needs a zone that is static: take allow-update or update-policy out of named.conf after "rndc sync -clean ${zone}"`;
  const signed = is('secure') === 'yes' || is('inline signing') === 'yes' || config.signed;
  if (signed)
    return `${zone} is signed (DNSSEC): named serves what it made of ${file}, with signatures and a serial of its own. farmhand does not edit signed zones`;
  return null;
}

/** Whether a name in named.conf, which may begin in named's own folder, is that file's. */
function isFile(written: string, file: string): boolean {
  return written === file || (written !== '' && !written.startsWith('/') && file.endsWith(`/${written}`));
}

interface Configured {
  readonly type?: string;
  readonly dynamic: boolean;
  /** What makes it dynamic. */
  readonly how?: string;
  readonly signed: boolean;
}

/** What named.conf says of a zone: in its own block, else in its view or the options. Of views that have the zone each, the one with that file counts. */
function configured({ zone, file }: Pick<ZonePlace, 'zone' | 'file'>, text: string): Configured {
  const all = parseStatements(text).statements;
  const blocks = (statements: readonly Statement[], word: string) =>
    statements.filter((one) => one.words[0]?.text === word && one.block);
  const views = blocks(all, 'view');
  const scopes = [all, ...views.map((view) => view.block?.statements ?? [])];
  const found = scopes.flatMap((scope) =>
    blocks(scope, 'zone')
      .filter(({ words }) => words[1]?.text.toLowerCase() === zone)
      .map(({ block }) => [
        block?.statements ?? [],
        scope,
        ...blocks(all, 'options').map((one) => one.block?.statements ?? []),
      ]),
  );
  const ofFile = ([block = []]: readonly (readonly Statement[])[]) =>
    block.some(({ words: [head, path] }) => head?.text === 'file' && isFile(path?.text ?? '', file));
  const own = found.find(ofFile) ?? found[0];
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
