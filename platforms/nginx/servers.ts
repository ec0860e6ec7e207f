import { anyAddress, type Listen, listenOf } from './listen.ts';
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

/** A host's name or address in the configuration. */
interface Mention {
  /** In lower case. */
  readonly host: string;
  readonly file: string;
  readonly line: number;
  /** nginx looks it up when it loads, and loads nothing when it finds none. */
  readonly atLoad: boolean;
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
  const upstreams = new Map<string, readonly string[]>();
  const mentions: Mention[] = [];
  const formats = new Map<string, string>();
  const logs: (readonly string[])[] = [];
  let hashBucket: number | undefined;
  const gather = (directives: readonly Directive[], isHttp = true) => {
    for (const directive of library.expanded(directives)) {
      const { words, block = [] } = directive;
      const [name = '', value = '', ...rest] = words;
      if (name === 'http' || name === 'stream') gather(block, name === 'http');
      else if (name === 'access_log' && isHttp) logs.push([value, ...rest]);
      else if (name === 'log_format' && isHttp) formats.set(value, formatOf(rest));
      else if (name === 'server' && directive.block) blocks.push(directive);
      else if (name === 'server_names_hash_bucket_size') hashBucket = Number(value);
      else if (name === 'upstream') {
        const servers = [...library.expanded(block)].filter(({ words: [one] }) => one === 'server');
        upstreams.set(
          value.toLowerCase(),
          servers.map((server) => server.words[1] ?? ''),
        );
        for (const server of servers)
          mentions.push(...mention(server.words[1] ?? '', server, !server.words.includes('resolve')));
      } else if (name === 'map')
        for (const entry of block) mentions.push(...mention(entry.words.at(-1) ?? '', entry, false));
    }
  };
  for (const root of roots) gather(library.tree(root));
  const servers = blocks.map((block) => {
    const server = serverOf(block, library, upstreams, mentions);
    return { ...server, logs: [...logsIn(block, library, logs)] };
  });
  return { servers, mentions, formats, ...(hashBucket !== undefined && { hashBucket }) };
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

const passes = /^(proxy|grpc|fastcgi|uwsgi|scgi|memcached)_pass$/;

function serverOf(
  { block = [], file, line }: Directive,
  library: Library,
  upstreams: ReadonlyMap<string, readonly string[]>,
  mentions: Mention[],
): Omit<Server, 'logs'> {
  const listens: Listen[] = [];
  const words: string[] = [];
  const variables = new Map<string, string>();
  const passed: Directive[] = [];
  const gather = (directives: readonly Directive[]) => {
    for (const directive of library.expanded(directives)) {
      const [name = '', ...rest] = directive.words;
      if (name === 'listen') listens.push(listenOf(rest));
      else if (name === 'server_name') words.push(...rest);
      else if (name === 'set') {
        variables.set(rest[0] ?? '', rest[1] ?? '');
        mentions.push(...mention(rest[1] ?? '', directive, false));
      } else if (passes.test(name)) passed.push(directive);
      if (directive.block) gather(directive.block);
    }
  };
  gather(block);
  const targets = passed.flatMap((directive): readonly string[] => {
    const written = directive.words[1] ?? '';
    const value = written.replace(/\$\{?(\w+)\}?/g, (whole, name) => variables.get(`$${name}`) ?? whole);
    const [, scheme = '', host = '', rest = ''] = /^(\w+:\/\/)?([^/:]*)(.*)$/.exec(value) ?? [];
    const behind = upstreams.get(host.toLowerCase());
    if (behind === undefined) mentions.push(...mention(value, directive, !written.includes('$')));
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

/** The host a value leads to, where it is a name with a dot or an address, of IPv6 without its brackets. */
function mention(value: string, { file, line }: Pick<Directive, 'file' | 'line'>, atLoad: boolean): readonly Mention[] {
  const [, address, name = ''] = /^(?:\w+:\/\/)?(?:\[([\da-fA-F:.]+)\]|([A-Za-z0-9_.-]+))/.exec(value) ?? [];
  const host = address ?? (name.includes('.') ? name.replace(/\.$/, '') : undefined);
  return host === undefined ? [] : [{ host: host.toLowerCase(), file, line, atLoad }];
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
