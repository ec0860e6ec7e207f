import { linesOf } from '../../src/farm/text/patch.ts';

/** Where in a Shorewall file something stands. */
export interface Place {
  /** First of its lines, from 0. */
  readonly line: number;
  /** How many ?IF it stands in. */
  readonly depth: number;
  /** Text of the ?COMMENT that holds there; empty: none. */
  readonly comment: string;
  /** The ?SECTION it stands in; empty before the first. */
  readonly section: string;
}

/** One entry of a Shorewall file, shorewall-files(5). */
export interface Entry extends Place {
  /** Without comments, continued lines joined. */
  readonly text: string;
  /** The line after its last. */
  readonly end: number;
}

/** A Shorewall file, read as its compiler does (read_a_line of Shorewall::Config, 5.2.8), but with no variable expanded. */
export interface EntryFile {
  readonly entries: readonly Entry[];
  /** Before each of them a new line may be put without falling into an entry or an embedded script; the end of the text is the last. */
  readonly places: readonly Place[];
  /** Files that are read in its stead, as written. */
  readonly includes: readonly { readonly file: string; readonly line: number }[];
  /** Scripts in the file, whose entries only running them tells. */
  readonly scripts: readonly { readonly language: string; readonly line: number }[];
  /** Variables set by `?SET`. */
  readonly sets: ReadonlyMap<string, string>;
}

const directive = /^\s*\?(IF|ELSE|ELSIF|ENDIF|SET|RESET|FORMAT|COMMENT|ERROR|WARNING|INFO|REQUIRE)\b!?\s*(.*)$/i;
const script = /^\s*\??(BEGIN\s+)?(PERL|SHELL)\b/i;
const scriptEnd = /^\s*\??END(\s+(PERL|SHELL))?\s*;?\s*$/i;

/** Reads a file in one pass. Nothing in it is refused: what is no entry is passed over. */
export function readEntries(text: string): EntryFile {
  const lines = linesOf(text).map((line) => line.replace(/\r?\n$/, ''));
  const entries: Entry[] = [];
  const places: Place[] = [];
  const includes: { file: string; line: number }[] = [];
  const scripts: { language: string; line: number }[] = [];
  const sets = new Map<string, string>();
  let [depth, comment, section] = [0, '', ''];
  let unfinished = false;

  const directed = (keyword: string, rest: string) => {
    if (keyword === 'IF') depth += 1;
    else if (keyword === 'ENDIF') depth = Math.max(0, depth - 1);
    else if (keyword === 'COMMENT') comment = rest;
    else if (keyword === 'SET') {
      const [, name, value] = /^\$?([A-Za-z]\w*)\s+['"]?([^'"]*)['"]?$/.exec(rest) ?? [];
      if (name !== undefined && value !== undefined) sets.set(name, value);
    }
  };

  for (let line = 0; line < lines.length; ) {
    const place = { line, depth, comment, section };
    places.push(place);
    const [, keyword, rest = ''] = directive.exec(lines[line] ?? '') ?? [];
    if (keyword !== undefined) {
      directed(keyword.toUpperCase(), rest.replace(/#.*$/, '').trimEnd());
      line += 1;
      continue;
    }
    // Directives hold in the middle of a continued entry too.
    const parts: string[] = [];
    let end = line;
    let more = true;
    for (; more && end < lines.length; end += 1) {
      const next = lines[end] ?? '';
      const [, inner, innerRest = ''] = end > line ? (directive.exec(next) ?? []) : [];
      if (inner !== undefined) {
        directed(inner.toUpperCase(), innerRest);
        continue;
      }
      const last = parts.at(-1) ?? '';
      const part = (/[,:]$/.test(last) ? next.trimStart() : next).replace(/\\\s*#.*$/, '\\');
      more = part.endsWith('\\');
      parts.push(more ? part.slice(0, -1) : part);
    }
    unfinished = more;
    const whole = parts.join('');
    const [, begin, language] = script.exec(whole) ?? [];
    if (language !== undefined) {
      scripts.push({ language: language.toUpperCase(), line });
      if (begin !== undefined) while (end < lines.length && !scriptEnd.test(lines[end] ?? '')) end += 1;
      unfinished ||= begin !== undefined && end >= lines.length;
      line = begin === undefined ? end : end + 1;
      continue;
    }
    const bare = uncommented(whole).trim();
    const [, file] = /^\??INCLUDE\s+(\S+)$/.exec(bare) ?? [];
    // Before Shorewall 4.6 a section was written without the question mark.
    const [, name] = /^\??SECTION\s+(\S+)/i.exec(bare) ?? [];
    if (file !== undefined) includes.push({ file, line });
    else if (name !== undefined) section = name.toUpperCase();
    else if (bare !== '' && !bare.startsWith('?')) entries.push({ ...place, text: bare, end });
    line = end;
  }
  if (!unfinished) places.push({ line: lines.length, depth, comment, section });
  return { entries, places, includes, scripts, sets };
}

/** Entries in their order; directives (`?SECTION`, `?IF`, `?COMMENT`, …), scripts, comments and empty lines are none. */
export function entriesOf(text: string): readonly Entry[] {
  return readEntries(text).entries;
}

/** A comment goes from `#` to the end, wherever it stands. */
function uncommented(text: string): string {
  const at = text.indexOf('#');
  return at < 0 ? text : text.slice(0, at);
}

/** Columns of shorewall-rules(5) by the names they have where columns are given by name. */
export type Columns = Readonly<Record<'action' | 'source' | 'dest' | 'proto' | 'dport' | 'sport' | 'origdest', string>>;

/**
 * The columns of a rule, in either form: by place, or by name after a semicolon or in braces. A column left out, or `-`, is empty; what
 * is passed to iptables itself (after two semicolons, or one of INLINE) is no column.
 */
export function columnsOf(text: string): Columns {
  const [plain = ''] = text.split(';;', 1);
  const semicolon = plain.indexOf(';');
  // Not the brace of a variable, an ipset's, …
  const brace = plain.endsWith('}') ? plain.search(/(?<![$&@%])\{/) : -1;
  const cut = semicolon >= 0 ? semicolon : brace;
  const placed = words(cut < 0 ? plain : plain.slice(0, cut));
  const named =
    cut >= 0 && !/^INLINE\b/.test(plain) ? pairsOf(plain.slice(cut + 1, cut === brace ? -1 : undefined)) : none;
  const column = (name: string, index: number) => {
    const value = named.get(name) ?? placed[index] ?? '';
    return value === '-' ? '' : value;
  };
  return {
    action: column('action', 0),
    source: column('source', 1),
    dest: column('dest', 2),
    proto: column('proto', 3),
    dport: column('dport', 4),
    sport: column('sport', 5),
    origdest: column('origdest', 6),
  };
}

const none: ReadonlyMap<string, string> = new Map();

function pairsOf(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/(?<!\w)(\w+)(?:=>?|:)(?:"([^"]*)"|(\S+))/g)];
  return new Map(
    pairs.map(([, name = '', quoted, bare = '']) => [name.toLowerCase(), quoted ?? bare.replace(/,$/, '')] as const),
  );
}

/** Apart by white space that is not in parentheses. */
function words(text: string): readonly string[] {
  if (!text.includes('(')) return text.trim().split(/\s+/);
  const found: string[] = [];
  let open = 0;
  let word = '';
  for (const piece of text.trim().split(/\s+/)) {
    word = open > 0 ? `${word} ${piece}` : piece;
    for (const character of piece) open += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (open <= 0) {
      found.push(word);
      open = 0;
    }
  }
  if (open > 0) found.push(word);
  return found;
}
