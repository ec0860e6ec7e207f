import type { Fact } from '../../src/engine/facts.ts';
import { type Dialect, type FileSource, fileSourceFact } from '../../src/farm/text/includes.ts';
import type { Script } from '../../src/ssh/host.ts';

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

const dialect: Dialect = {
  names: `tr '\\n\\t' '  ' | grep -aoE '<[?] *include *"[^"]*"' | cut -d '"' -f 2`,
  refusal: `${testFunction}\n[ ! -f "$1" ] || test_config "$1" "$1"`,
};

/** The files a kea-dhcp4.conf includes, and, asked to check, whether Kea takes it; its own text is a fact of its own. */
export function sourceFact(host: string, file: string, also?: 'check'): Fact<FileSource> {
  return fileSourceFact(host, file, dialect, also);
}
