import { basename, dirname } from 'node:path/posix';
import type { FirewallVariable } from '../../src/farm/state.ts';
import { type EntryFile, entriesOf, readEntries } from './entries.ts';
import { scripts, type WallFiles } from './folder.ts';
import { servicesOf } from './ports.ts';
import { type Around, type PortRule, portRulesOf } from './rules.ts';
import { readShell } from './shell.ts';
import { resolved, usedIn } from './variables.ts';

/** Shorewall's configuration as one: what its files say together. */
export interface Wall {
  readonly rulesPath: string;
  readonly paramsPath: string;
  readonly values: ReadonlyMap<string, string>;
  readonly params: readonly FirewallVariable[];
  /** Each with the file it stands in. */
  readonly rules: readonly (PortRule & { readonly file: string })[];
  readonly around: Around;
  /** What only running a script tells. */
  readonly obscure: readonly string[];
  readonly files: readonly {
    readonly path: string;
    readonly text: string;
    readonly kind: 'shell' | 'table' | 'macro';
    /** Where it was read already. */
    readonly entries?: EntryFile['entries'];
  }[];
}

/** Puts the files together as Shorewall does: params and what it reads, then rules and what they include. */
export function wallOf({ files, services }: WallFiles, rulesPath: string, paramsPath: string): Wall {
  const folder = dirname(rulesPath);
  const byPath = new Map(files.map(({ path, text }) => [path, text]));
  const obscure = files.flatMap(({ path, text }) => (text === null ? [`${path} may not be read`] : []));
  const pathOf = (file: string) => (file.includes('/') ? file : `${folder}/${file}`);

  const values = new Map<string, string>();
  const params: Wall['params'][number][] = [];
  const shells = new Set<string>();
  const readParams = (path: string, by: string) => {
    if (shells.has(path)) return;
    shells.add(path);
    const text = byPath.get(path);
    if (text === undefined) obscure.push(`${by} reads ${path}, which is not there or may not be read`);
    if (typeof text !== 'string') return;
    const shell = readShell(text, values);
    for (const set of shell.assignments) {
      const value = set.value ?? set.written;
      values.set(set.name, value);
      params.push({ name: set.name, value, line: set.line + 1, file: path });
      if (set.value === undefined && /[`(]/.test(set.written))
        obscure.push(`${path}:${set.line + 1}: what ${set.name} is, only a run of the file tells`);
    }
    for (const { command, line } of shell.obscure)
      obscure.push(`${path}:${line + 1}: what ${command} sets, only a run of the file tells`);
    for (const { file, line } of shell.includes) {
      if (file.includes('$')) obscure.push(`${path}:${line + 1}: which file ${file} is, only a run of the file tells`);
      else readParams(file.startsWith('/') ? file : `${folder}/${file.replace(/^\.\//, '')}`, `${path}:${line + 1}`);
    }
  };
  if (byPath.has(paramsPath)) readParams(paramsPath, paramsPath);

  const around: Around = {
    values,
    services: servicesOf(services),
    macro: (name) =>
      byPath.get(`${folder}/macro.${name}`) ?? byPath.get(`/usr/share/shorewall/macro.${name}`) ?? undefined,
  };
  const rules: Wall['rules'][number][] = [];
  const tables = new Map<string, EntryFile['entries']>();
  const readRules = (path: string, by: string) => {
    if (tables.has(path)) return;
    tables.set(path, []);
    const text = byPath.get(path);
    if (text === undefined) obscure.push(`${by} includes ${path}, which is not there or may not be read`);
    if (typeof text !== 'string') return;
    const file = readEntries(text);
    tables.set(path, file.entries);
    for (const rule of portRulesOf(file, around)) rules.push({ ...rule, file: path });
    for (const { language, line } of file.scripts)
      obscure.push(
        `${path}:${line + 1}: which rules its ${language === 'PERL' ? 'Perl' : 'shell'} makes, only a run tells`,
      );
    for (const one of file.includes) readRules(pathOf(resolved(one.file, values)), `${path}:${one.line + 1}`);
  };
  if (byPath.has(rulesPath)) readRules(rulesPath, rulesPath);
  for (const { ports, entry, file } of rules)
    if (ports === undefined) obscure.push(`${file}:${entry.line + 1}: which ports it is about cannot be told`);

  return {
    rulesPath,
    paramsPath,
    values,
    params,
    rules,
    around,
    obscure,
    files: files.flatMap(({ path, text }) => {
      const kind = basename(path).startsWith('macro.')
        ? ('macro' as const)
        : shells.has(path) || scripts.includes(basename(path))
          ? ('shell' as const)
          : ('table' as const);
      const entries = tables.get(path);
      return text === null ? [] : [{ path, text, kind, ...(entries && { entries }) }];
    }),
  };
}

/** The same, with the texts of rules and, where it is given, params just as they were read to be edited. */
export function wallWith(
  found: WallFiles,
  paths: { readonly rules: string; readonly params: string },
  texts: { readonly rules: string; readonly params?: string },
): Wall {
  const own = (['rules', 'params'] as const).flatMap((file) => {
    const text = texts[file];
    return text === undefined ? [] : [{ path: paths[file], text }];
  });
  const others = found.files.filter(({ path }) => !own.some((one) => one.path === path));
  return wallOf({ ...found, files: [...own, ...others] }, paths.rules, paths.params);
}

/** One line, or entry, of a file, that uses variables or has addresses in it. */
export interface Line {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Everything the files say, entry by entry; of shell files line by line, comments left out. */
export function linesOfWall({ files }: Wall): readonly Line[] {
  return files.flatMap(({ path, text, kind, entries }) => {
    if (kind === 'macro') return [];
    if (kind === 'table')
      return (entries ?? entriesOf(text)).map((entry) => ({ file: path, line: entry.line + 1, text: entry.text }));
    return text
      .split('\n')
      .map((line, index) => ({ file: path, line: index + 1, text: line.replace(/(^|\s)#.*$/, '') }));
  });
}

/** Where something outside rules uses a variable: `snat of /etc/shorewall line 2` as `/etc/shorewall/snat:2`. */
export function usesOf(wall: Wall, param: string): readonly string[] {
  return linesOfWall(wall)
    .filter(({ file, text }) => file !== wall.rulesPath && usedIn(text).includes(param))
    .map(({ file, line }) => `${file}:${line}`);
}
