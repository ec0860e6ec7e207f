import type { Fact } from '../../src/engine/facts.ts';
import { bytesFunctions } from '../../src/ssh/file-state.ts';
import type { Script } from '../../src/ssh/host.ts';
import { decodeAll } from '../../src/ssh/utf8.ts';
import type { Files } from './tokens.ts';

/**
 * `test_config FILE NAME`: what `kea-dhcp4 -t` (kea-dhcp4(8)) has against a file, in one line that calls it NAME. As root, since the file may be readable by root alone;
 * with no lock file (Kea ARM, "Logging": KEA_LOCKFILE_DIR), which would be root's and in the way of a server that runs as another user.
 */
const testFunction = `
test_config() {
  kea=$(command -v kea-dhcp4) || { echo 'there is no kea-dhcp4 here: install kea-dhcp4-server'; return 1; }
  if words=$(as_root env KEA_LOCKFILE_DIR=none "$kea" -t "$1" 2>&1); then return 0; fi
  own=$(printf '%s\\n' "$words" | grep -m 1 -e '^Syntax check failed with: ' -e '^Error encountered: ')
  [ -n "$own" ] || own=$(printf '%s\\n' "$words" | tail -n 1)
  printf '%s\\n' "\${own#Error encountered: }" | sed "s|$1|$2|g"
  return 1
}
`;

/** The new file, before it is put in place: `$1` is where it is until then, `$2` its name. */
export function checkConfig(file: string): Script {
  return { script: `${testFunction}\ntest_config "$1" "$2"`, args: [file] };
}

/** Includes are looked for in the text itself, comments too: which count is told where the text is understood. */
const filesScript = `
${bytesFunctions}
${testFunction}
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
  for one in $(printf '%s\\n' "$text" | base64 -d | tr '\\n\\t' '  ' | grep -aoE '<[?] *include *"[^" ]*"' | cut -d '"' -f 2); do
    walk "$one" $(($2 + 1))
  done
}
walk "$1" 0
if [ "$2" = check ] && [ -f "$1" ]; then refused=$(test_config "$1" "$1") || printf 'refused %s\\n' "$refused"; fi
exit 0
`;

/** What stands around a kea-dhcp4.conf. */
export interface KeaSource {
  /** The files it includes. */
  readonly files: Files;
  /** What Kea has against it as it is; null: nothing, or it was not asked. */
  readonly refused: string | null;
}

/** The files a kea-dhcp4.conf includes, and, asked to check, whether Kea takes it; its own text is a fact of its own. */
export function sourceFact(host: string, file: string, also?: 'check'): Fact<KeaSource> {
  return {
    host,
    read: { script: filesScript, args: [file, also ?? ''] },
    parse: ({ code, stdout, stderr, truncated }) => {
      if (code !== 0 || truncated)
        throw new Error(`${host}: what ${file} includes could not be read: ${stderr.trim() || 'too much of it'}`);
      const lines = stdout.split('\n').filter((line) => line.startsWith('/'));
      const texts = new Map(
        lines.map((line) => {
          const [path = '', data = ''] = line.split(' ');
          return [path, decodeAll(Buffer.from(data, 'base64'))];
        }),
      );
      return { files: (path) => texts.get(path), refused: /^refused (.*)$/m.exec(stdout)?.[1] ?? null };
    },
  };
}
