import type { Fact } from '../../engine/facts.ts';
import { bytesFunctions } from '../../ssh/file-state.ts';
import type { Result } from '../../ssh/host.ts';
import { decodeAll } from '../../ssh/utf8.ts';

/** Text of a file that is included, by its path; undefined: it could not be read. */
export type Files = (path: string) => string | undefined;

/** How a service's files name those they include, and how its own checker is asked. Both are shell. */
export interface Dialect {
  /**
   * A filter that prints the names in a text which may be those of included files, a line each, in comments too: which count is decided where
   * the text is understood.
   */
  readonly names: string;
  /** Prints in one line what the checker has against the file `$1`; nothing where it takes it. */
  readonly refusal: string;
}

/** What stands around a configuration file that includes others. */
export interface FileSource {
  /** The files it includes, directly or not. */
  readonly files: Files;
  /** What the service's own checker has against it as it is; null: nothing, or it was not asked. */
  readonly refused: string | null;
}

/**
 * Shell functions. `includes FILE FOLDER` prints `file BASE64 PATH` for each file that FILE includes, directly or not, each once, and
 * `missing PATH` where one is not there or may not be read, FILE too; then $missing is not empty either. FOLDER: where relative names begin. `names`: as in Dialect.
 */
export function includesFunctions(names: string): string {
  return `
${bytesFunctions}
set -f
line_end='
'
names_in() { ${names}; }
includes() { seen= missing= folder=$2; included "$1" 0; }
included() {
  case $1 in
    /*) path=$1 ;;
    *) path=$folder/$1 ;;
  esac
  case $seen in *"|$path|"*) return 0 ;; esac
  seen="$seen|$path|"
  # The text of the first is not asked for.
  if [ "$2" = 0 ] && [ -f "$path" ] && [ -r "$path" ]; then found=$(names_in <"$path")
  elif [ -f "$path" ] && text=$(encoded "$path" 2>/dev/null); then
    [ "$2" = 0 ] || printf 'file %s %s\\n' "$text" "$path"
    [ "$2" -lt 10 ] || return 0
    found=$(printf '%s\\n' "$text" | base64 -d | names_in)
  else missing=yes; echo "missing $path"; return 0
  fi
  IFS=$line_end
  for one in $found; do unset IFS; included "$one" $(($2 + 1)); done
  unset IFS
}
`;
}

/** The texts that `includes` printed, by path. Throws when the script failed or printed too much; `place`: HOST and FILE. */
export function includedIn(
  [host, file]: readonly [string, string],
  { code, stdout, stderr, truncated }: Result,
): ReadonlyMap<string, string> {
  if (code !== 0 || truncated)
    throw new Error(`${host}: what ${file} includes could not be read: ${stderr.trim() || 'too much of it'}`);
  const lines = stdout.matchAll(/^file (\S*) (.+)$/gm);
  return new Map([...lines].map(([, data = '', path = '']) => [path, decodeAll(Buffer.from(data, 'base64'))] as const));
}

/**
 * The files that a file includes, names that are not absolute from the root folder, and, asked to check, what its service has against it; its own
 * text is a fact of its own.
 */
export function fileSourceFact(
  host: string,
  file: string,
  { names, refusal }: Dialect,
  also: 'check' | undefined,
): Fact<FileSource> {
  const script = `
${includesFunctions(names)}
refusal() {
${refusal}
}
includes "$1" ''
if [ "$2" = check ]; then refused=$(refusal "$1"); [ -z "$refused" ] || printf 'refused %s\\n' "$refused"; fi
exit 0
`;
  return {
    host,
    read: { script, args: [file, also ?? ''], takes: also === undefined ? 30 : 70 },
    parse: (result) => {
      const texts = includedIn([host, file], result);
      return { files: (path) => texts.get(path), refused: /^refused (.*)$/m.exec(result.stdout)?.[1] ?? null };
    },
  };
}
