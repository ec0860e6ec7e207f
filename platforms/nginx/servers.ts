import { anyAddress, type Listen, listensOf } from './listen.ts';
import { isPass, type Mention, mentionsOf } from './mentions.ts';
import { type Directive, readDirectives } from './syntax.ts';

/** A server block of nginx with what it includes. */
export interface Server {
  /** Where it stands. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly listens: readonly Listen[];
  /** Names it answers to, in lower case; of `.example.org` example.org. */
  readonly names: readonly string[];
  /** Names with `*`, and regular expressions after `~`. */
  readonly patterns: readonly string[];
  /** What is asked in a visitor's stead: as written, names of upstream blocks and variables put in: `http://gallifrey.xivo.vm.farm`. */
  readonly targets: readonly string[];
  /** What follows `access_log`, a list each: its own, where it has none those of the whole, and those of its locations. */
  readonly logs: readonly (readonly string[])[];
}

export interface Configuration {
  readonly servers: readonly Server[];
  readonly mentions: readonly Mention[];
  /** Bytes, where it is set. */
  readonly hashBucket?: number;
  /** What each `log_format` says, by its name. */
  readonly formats: ReadonlyMap<string, string>;
}

/** Text of each file by its path. */
export type Files = ReadonlyMap<string, string>;

/** Files by path or pattern, each read once. */
class Library {
  readonly prefix: string;
  private readonly files: Files;
  private readonly trees = new Map<string, readonly Directive[]>();
  private readonly patterns = new Map<string, readonly string[]>();

  constructor(files: Files, prefix: string) {
    this.files = files;
    this.prefix = prefix;
  }

  /** What a file says, without what it includes. */
  tree(file: string): readonly Directive[] {
    const known = this.trees.get(file);
    if (known) return known;
    const read = readDirectives(this.files.get(file) ?? '', file);
    this.trees.set(file, read);
    return read;
  }

  /** Files that an `include` means. */
  named(path: string): readonly string[] {
    const whole = path.startsWith('/') ? path : `${this.prefix}/${path}`;
    if (this.files.has(whole)) return [whole];
    if (!/[*?[]/.test(whole)) return [];
    const known = this.patterns.get(whole);
    if (known) return known;
    const form = whole
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]');
    const fits = RegExp(`^${form}$`);
    const found = [...this.files.keys()].filter((file) => fits.test(file)).sort();
    this.patterns.set(whole, found);
    return found;
  }

  /** Directives with those of included files in the place of each `include`. */
  *expanded(directives: readonly Directive[], depth = 0): Iterable<Directive> {
    for (const directive of directives) {
      if (directive.words[0] !== 'include' || directive.block || depth > 8) yield directive;
      else for (const file of this.named(directive.words[1] ?? '')) yield* this.expanded(this.tree(file), depth + 1);
    }
  }
}

/**
 * What the files say together.
 * @param roots the files nginx begins with; what they include is found in `files`.
 * @param prefix folder in which names of included files begin.
 */
export function configurationOf(files: Files, roots: readonly string[], prefix: string): Configuration {
  const library = new Library(files, prefix);
  const blocks: Directive[] = [];
  const named: Named = { upstreams: new Map(), variables: new Map() };
  const spoken: Directive[] = [];
  const formats = new Map<string, string>();
  const logs: (readonly string[])[] = [];
  let hashBucket: number | undefined;
  const gather = (directives: readonly Directive[], isHttp = true) => {
    for (const directive of library.expanded(directives)) {
      const { words, block = [] } = directive;
      const [name = '', value = '', ...rest] = words;
      if (name === 'http' || name === 'stream' || name === 'mail') gather(block, name === 'http');
      else if (name === 'server' && directive.block) blocks.push(directive);
      else {
        const inside = [...library.expanded(block)];
        // An entry of `geo` begins with whom it is about.
        const entries = name === 'geo' ? inside.map((one) => ({ ...one, words: [name, ...one.words] })) : inside;
        spoken.push(directive, ...entries);
        if (name === 'access_log' && isHttp) logs.push([value, ...rest]);
        else if (name === 'log_format' && isHttp) formats.set(value, formatOf(rest));
        else if (name === 'server_names_hash_bucket_size') hashBucket = Number(value);
        else if (name === 'upstream') {
          const servers = inside.filter(({ words: [one] }) => one === 'server');
          named.upstreams.set(
            value.toLowerCase(),
            servers.map(({ words: [, server = ''] }) => server),
          );
        } else if (name === 'map' || name === 'split_clients') {
          const values = inside.flatMap(({ words }) => (words.length > 1 ? (words.at(-1) ?? []) : []));
          named.variables.set(rest.at(-1) ?? '', values);
        }
      }
    }
  };
  for (const root of roots) gather(library.tree(root));
  const servers = blocks.map((block) => {
    const server = serverOf(block, library, named, spoken);
    return { ...server, logs: [...logsIn(block, library, logs)] };
  });
  const mentions = spoken.flatMap((directive) => mentionsOf(directive, named.upstreams));
  return { servers, mentions, formats, ...(hashBucket !== undefined && { hashBucket }) };
}

/** What the whole configuration gives names to. */
interface Named {
  /** The servers of each upstream block, by its name in lower case. */
  readonly upstreams: Map<string, readonly string[]>;
  /** What a `map` makes of variables, by `$name`. */
  readonly variables: Map<string, readonly string[]>;
}

/** The strings of a `log_format` are one text; `escape=` before them says how values are written, not which. */
function formatOf(strings: readonly string[]): string {
  return strings.filter((one, at) => at > 0 || !one.startsWith('escape=')).join('');
}

/** The logs of a block and of the blocks in it; one that names none has those of what it is in. */
function* logsIn(
  { block = [] }: Directive,
  library: Library,
  inherited: readonly (readonly string[])[],
): Iterable<readonly string[]> {
  const directives = [...library.expanded(block)];
  const own = directives.filter(({ words: [name] }) => name === 'access_log').map(({ words }) => words.slice(1));
  yield* own.length > 0 ? own : inherited;
  for (const directive of directives) if (directive.block) yield* logsIn(directive, library, []);
}

/** `spoken`: each directive in it is added. */
function serverOf(
  { block = [], file, line }: Directive,
  library: Library,
  named: Named,
  spoken: Directive[],
): Omit<Server, 'logs'> {
  const listens: Listen[] = [];
  const words: string[] = [];
  const variables = new Map(named.variables);
  const passed: string[] = [];
  const gather = (directives: readonly Directive[]) => {
    for (const directive of library.expanded(directives)) {
      const [name = '', ...rest] = directive.words;
      spoken.push(directive);
      if (name === 'listen') listens.push(...listensOf(rest));
      else if (name === 'server_name') words.push(...rest);
      else if (name === 'set') variables.set(rest[0] ?? '', [rest[1] ?? '']);
      else if (isPass(directive)) passed.push(rest[0] ?? '');
      if (directive.block) gather(directive.block);
    }
  };
  gather(block);
  const targets = passed
    .flatMap((written) => valuesOf(written, variables))
    .flatMap((value): readonly string[] => {
      const [, scheme = '', host = '', rest = ''] = /^(\w+:\/\/)?([^/:$]*)(.*)$/.exec(value) ?? [];
      const behind = named.upstreams.get(host.toLowerCase());
      return behind?.map((server) => `${scheme}${server}${rest.replace(/^:\d+/, '')}`) ?? [value];
    });
  const lower = words.map((word) => (word.startsWith('~') ? word : word.toLowerCase()));
  return {
    file,
    line,
    listens: listens.length > 0 ? listens : [anyAddress],
    names: lower.filter((word) => /^\.?[^~*]+$/.test(word)).map((word) => word.replace(/^\./, '')),
    patterns: lower.flatMap((word) => (word.startsWith('.') ? [`*${word}`] : /[~*]/.test(word) ? [word] : [])),
    targets,
  };
}

/** A value with its first known variable put in, once for each value that has. */
function valuesOf(written: string, variables: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = [...written.matchAll(/\$\{?(\w+)\}?/g)].find(([, name]) => variables.has(`$${name}`));
  const values = found && variables.get(`$${found[1]}`);
  return values?.map((value) => written.replace(found?.[0] ?? '', () => value)) ?? [written];
}

/** Texts of the files `nginx -T` printed, nginx(8), by path; the first is the main one. Empty where it printed none. */
export function dumpedFiles(printed: string): Files {
  const files = new Map<string, string>();
  const heads = [...printed.matchAll(/^# configuration file (\/.*):$/gm)];
  heads.forEach((head, index) => {
    const from = (head.index ?? 0) + head[0].length + 1;
    const next = heads[index + 1]?.index;
    // After each file nginx prints an empty line.
    files.set(head[1] ?? '', printed.slice(from, next === undefined ? undefined : next - 1));
  });
  return files;
}
