import type { Fact } from '../../src/engine/facts.ts';
import { type Dialect, type FileSource, type Files, fileSourceFact } from '../../src/farm/text/includes.ts';
import { type Block, parseStatements } from '../../src/farm/text/statements.ts';
import { Unreadable } from '../../src/farm/text/unreadable.ts';
import { type HostBlock, headOf, hostOf, type Placed, statementsIn } from './hosts.ts';

/** One file of dhcpd's configuration: dhcpd.conf first, then those it includes. */
interface DhcpFile {
  readonly path: string;
  readonly root: Block;
  readonly placed: readonly Placed[];
}

/** All files of dhcpd's configuration, and which parts of it cannot be understood, in words with their place. */
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
    const root = parseStatements(one);
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

const dialect: Dialect = {
  // Comments without quotes are left out first: one may stand before the name.
  names: `sed 's/#[^"]*$//' | tr '\\n\\t\\r' '   ' | grep -aoi 'include *"[^"]*"' | cut -d '"' -f 2`,
  refusal: `if [ -r "$1" ] && ! said=$(dhcpd -t -cf "$1" 2>&1); then printf '%s\\n' "$said" | grep -m 1 ' line [0-9]*: '; fi`,
};

/** The files a dhcpd.conf includes, and, asked to check, whether dhcpd takes it; its own text is a fact of its own. */
export function sourceFact(host: string, file: string, also?: 'check'): Fact<FileSource> {
  return fileSourceFact(host, file, dialect, also);
}
