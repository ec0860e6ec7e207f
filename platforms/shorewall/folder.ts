import { dirname } from 'node:path/posix';
import type { Fact } from '../../src/engine/facts.ts';

/** A file of Shorewall's configuration, read for what it says of the VMs. */
interface WallFile {
  readonly path: string;
  /** Null where it may not be read. */
  readonly text: string | null;
}

/** Everything Shorewall reads on a host, as far as farmhand may. */
export interface WallFiles {
  readonly files: readonly WallFile[];
  /** Lines of services(5) that the files use. */
  readonly services: string;
}

/** Files that can speak of a VM, shorewall-files(5), beside rules and params. The last ones are shell. */
export const scripts = [
  'init',
  'start',
  'started',
  'stop',
  'stopped',
  'restored',
  'refreshed',
  'findgw',
  'isusable',
  'lib.private',
  'tcclear',
];
const tables = [
  ...[
    'accounting',
    'arprules',
    'blrules',
    'conntrack',
    'ecn',
    'hosts',
    'interfaces',
    'maclist',
    'mangle',
    'masq',
    'nat',
    'netmap',
    'policy',
  ],
  ...[
    'providers',
    'proxyarp',
    'routes',
    'rtrules',
    'secmarks',
    'snat',
    'stoppedrules',
    'tcdevices',
    'tcfilters',
    'tcinterfaces',
    'tcpri',
  ],
  ...['tos', 'tunnels', 'zones'],
];

/**
 * `$1` the folder, `$2` rules, `$3` params, then names in the folder. Prints for each file its path, `r` or `u` (may not be read) and its text,
 * NUL after each; then an empty path and lines of services. Files that are read in the stead of others are followed, and so are the macros
 * that forward.
 */
const script = `
set -f
folder=$1
seen=' '
show() {
  case $seen in *" $1 "*) return ;; esac
  [ -f "$1" ] || return 0
  seen="$seen$1 "
  printf '%s\\0' "$1"
  if [ -r "$1" ]; then printf 'r\\0'; tr -d '\\000' <"$1"
  elif text=$(as_root dd if="$1" bs=64K iflag=nofollow status=none 2>/dev/null); then printf 'r\\0%s\\n' "$text"
  else printf 'u\\0'
  fi
  printf '\\0'
  [ -r "$1" ] || return 0
  for next in $(sed -nE 's/^[[:space:]]*(\\.|source|[?]?INCLUDE)[[:space:]]+["'"'"']?([^"'"'"';[:space:]]+).*/\\2/p' "$1"); do
    case $next in
      /*) show "$next" ;;
      *) show "$folder/$next" ;;
    esac
  done
  for next in $(sed -nE 's/^[[:space:]]*([A-Za-z][A-Za-z0-9_.-]*)[(/](DNAT|REDIRECT|ACCEPT[+]|NONAT).*/\\1/p' "$1"); do macro "$next"; done
}
macro() {
  for home in "$folder" /usr/share/shorewall; do
    [ -f "$home/macro.$1" ] || continue
    case $seen in *" $home/macro.$1 "*) return ;; esac
    show "$home/macro.$1"
    for next in $(sed -nE 's/^[[:space:]]*([A-Z][A-Za-z0-9_]*).*/\\1/p' "$home/macro.$1"); do macro "$next"; done
    return
  done
}
show "$2"
show "$3"
shift 3
for name; do show "$folder/$name"; done
printf '\\0'
if [ -r /etc/services ]; then
  words=$(for file in $seen; do case $file in *macro.*) ;; *) [ ! -r "$file" ] || cat -- "$file" ;; esac; done | tr -c 'a-z0-9-' '\\n' | grep '^[a-z]' | sort -u)
  printf '%s\\n' "$words" | awk 'FNR == NR { used[$1] = 1; next } $1 in used' - /etc/services
fi
exit 0
`;

/** Every file of Shorewall's that can speak of a VM. What cannot be read is said, not thrown. */
export function folderFact(host: string, folder: string, rules: string, params: string): Fact<WallFiles> {
  return {
    host,
    read: { script, args: [folder, rules, params, ...tables, ...scripts] },
    parse: ({ stdout }) => filesIn(stdout),
  };
}

/** The same of Shorewall6, which is told by where its rules are: its other files are in the same folder. */
export function folder6Fact(host: string, rules: string): Fact<WallFiles> {
  return folderFact(host, dirname(rules), rules, params6Of(rules));
}

/** Shorewall6's params, by where its rules are. */
export function params6Of(rules: string): string {
  return `${dirname(rules)}/params`;
}

function filesIn(printed: string): WallFiles {
  const fields = printed.split('\0');
  const files: WallFile[] = [];
  let at = 0;
  for (; at + 2 < fields.length && fields[at] !== ''; at += 3) {
    const [path = '', state, text = ''] = fields.slice(at, at + 3);
    files.push({ path, text: state === 'r' ? text : null });
  }
  return { files, services: fields[at + 1] ?? '' };
}
