import type { Fact } from '../../src/engine/facts.ts';
import { Unreadable } from '../../src/farm/text/unreadable.ts';
import { bytesFunctions } from '../../src/ssh/file-state.ts';
import { decodeAll } from '../../src/ssh/utf8.ts';
import { type HostBlock, headOf, hostOf, type Placed, statementsIn } from './hosts.ts';
import { type Block, parseDhcpd } from './syntax.ts';

/** Text of a file dhcpd.conf includes, by its path; undefined: it could not be read. */
export type Files = (path: string) => string | undefined;

/** One file of dhcpd's configuration: dhcpd.conf first, then those it includes. */
interface DhcpFile {
  readonly path: string;
  readonly root: Block;
  readonly placed: readonly Placed[];
}

/** All files of dhcpd's configuration, and what of it cannot be told, in words with its place. */
export interface DhcpTree {
  readonly files: readonly DhcpFile[];
  readonly opaque: readonly string[];
}

/** A host and the file that declares it. */
export interface PlacedHost extends HostBlock {
  readonly path: string;
}

/** Reads dhcpd.conf and what it includes, each file once. Throws Unreadable for the first file alone. */
export function dhcpTree(text: string, path: string, files: Files = () => undefined): DhcpTree {
  const found: DhcpFile[] = [];
  const opaque: string[] = [];
  const read = (one: string, at: string) => {
    const root = parseDhcpd(one);
    const placed = statementsIn(root);
    found.push({ path: at, root, placed });
    for (const { statement } of placed) {
      if (statement.block || headOf(statement, 1) !== 'include') continue;
      const name = statement.words[1];
      const next = name && absolutePath(name.text);
      if (!next || found.some((file) => file.path === next)) continue;
      const inner = files(next);
      if (inner === undefined) opaque.push(`${at}:${name.line}: the file ${next} cannot be read`);
      else {
        try {
          read(inner, next);
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error;
          opaque.push(`${next}:${error.line}: ${error.message}`);
        }
      }
    }
  };
  read(text, path);
  return { files: found, opaque };
}

/** dhcpd reads its configuration with / as its folder, as every service that says no other. */
function absolutePath(name: string): string {
  return name.startsWith('/') ? name : `/${name}`;
}

/** Every host of the tree. */
export function hostsIn({ files }: DhcpTree): readonly PlacedHost[] {
  return files.flatMap(({ path, placed }) =>
    placed.flatMap((one) => {
      const host = hostOf(one);
      return host ? [{ ...host, path }] : [];
    }),
  );
}

/** Names of all that may be included are looked for in the text itself, comments too: which count is told where the text is understood. */
const filesScript = `
${bytesFunctions}
set -f
seen=
walk() {
  case $1 in
    /*) path=$1 ;;
    *) path=/$1 ;;
  esac
  case $seen in *"|$path|"*) return 0 ;; esac
  seen="$seen|$path|"
  [ -f "$path" ] && text=$(encoded "$path" 2>/dev/null) || return 0
  [ "$2" = 0 ] || printf '%s %s\\n' "$path" "$text"
  [ "$2" -lt 10 ] || return 0
  for one in $(printf '%s\\n' "$text" | base64 -d | tr '\\n\\t' '  ' | grep -aoi 'include *"[^" ]*"' | cut -d '"' -f 2); do
    walk "$one" $(($2 + 1))
  done
}
walk "$1" 0
if [ "$2" = check ] && [ -r "$1" ] && ! said=$(dhcpd -t -cf "$1" 2>&1); then
  printf '%s\\n' "$said" | grep -m 1 ' line [0-9]*: ' | sed 's/^/refused /'
fi
exit 0
`;

/** What stands around a dhcpd.conf. */
export interface DhcpSource {
  /** The files it includes. */
  readonly files: Files;
  /** What dhcpd has against it as it is, with the line; null: nothing, or it was not asked. */
  readonly refused: string | null;
}

/** The files a dhcpd.conf includes, and, asked to check, whether dhcpd takes it; its own text is a fact of its own. */
export function sourceFact(host: string, file: string, also?: 'check'): Fact<DhcpSource> {
  return {
    host,
    read: { script: filesScript, args: [file, also ?? ''] },
    parse: ({ code, stdout, stderr, truncated }) => {
      if (code !== 0 || truncated)
        throw new Error(`${host}: what ${file} includes could not be read: ${stderr.trim() || 'too much of it'}`);
      const lines = stdout.split('\n').map((line) => line.split(' ') as [string, string?]);
      const texts = new Map(lines.map(([path, data = '']) => [path, decodeAll(Buffer.from(data, 'base64'))]));
      return { files: (path) => texts.get(path), refused: /^refused (.*)$/m.exec(stdout)?.[1] ?? null };
    },
  };
}
