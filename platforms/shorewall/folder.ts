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
 * that forward. All that are known are read by one program, for each that is started takes its time.
 */
const script = `
set -f
folder=$1 seen=' ' fresh= macros=
take() {
  case $seen in *" $1 "*) return ;; esac
  [ -f "$1" ] || return 0
  seen="$seen$1 "
  if [ ! -r "$1" ]; then
    printf '%s\\0' "$1"
    if text=$(as_root dd if="$1" bs=64K iflag=nofollow status=none 2>/dev/null); then printf 'r\\0%s\\n\\0' "$text"
    else printf 'u\\0\\0'
    fi
  elif [ -s "$1" ]; then fresh="$fresh $1"
  else printf '%s\\0r\\0\\0' "$1"
  fi
}
macro() {
  for home in "$folder" /usr/share/shorewall; do
    [ -f "$home/macro.$1" ] || continue
    case $seen in *" $home/macro.$1 "*) return ;; esac
    take "$home/macro.$1"
    [ ! -r "$home/macro.$1" ] || macros="$macros $home/macro.$1"
    return
  done
}
named() {
  # In shell, a file may be read behind another command of its line, and several of them by one line.
  grep -hoE '(^|[;&|{(]|[[:space:]](then|do|else))[[:space:]]*(\\.|source|[?]?INCLUDE)[[:space:]]+["'"'"']?[^"'"'"';&|)[:space:]]+' $1 |
    sed -E 's/^.*[[:space:]"'"'"']([^[:space:]"'"'"']+)$/file \\1/'
  sed -nE 's/^[[:space:]]*([A-Za-z][A-Za-z0-9_.-]*)[(/](DNAT|REDIRECT|ACCEPT[+]|NONAT).*/macro \\1/p' $1
  [ -z "$2" ] || sed -nE 's/^[[:space:]]*([A-Z][A-Za-z0-9_]*).*/macro \\1/p' $2
}
take "$2"
take "$3"
shift 3
for name; do take "$folder/$name"; done
while [ -n "$fresh" ]; do
  awk '
    FNR == 1 { printf "%s%s\\001r\\001", end, FILENAME; end = "\\001" }
    { gsub(/\\001/, ""); print }
    END { printf "%s", end }' $fresh | tr -d '\\000' | tr '\\001' '\\000'
  names=$(named "$fresh" "$macros")
  fresh= macros= kind=
  for word in $names; do
    case $kind in
      '') kind=$word; continue ;;
      macro) macro "$word" ;;
      *) case $word in /*) take "$word" ;; *) take "$folder/\${word#./}" ;; esac ;;
    esac
    kind=
  done
done
printf '\\0'
if [ -r /etc/services ]; then
  readable=
  for file in $seen; do case $file in *macro.*) ;; *) [ ! -r "$file" ] || readable="$readable $file" ;; esac; done
  awk '
    FILENAME != "/etc/services" { n = split($0, words, /[^a-z0-9-]+/); for (i = 1; i <= n; i++) used[words[i]] = 1; next }
    /^[a-z]/ { sub(/#.*/, ""); for (i = 1; i <= NF; i++) if (i != 2 && $i in used) { print; next } }' $readable /etc/services
fi
exit 0
`;

/** Every file of Shorewall's that can speak of a VM. What cannot be read is said, not thrown. */
export function folderFact(host: string, folder: string, rules: string, params: string): Fact<WallFiles> {
  return {
    host,
    read: { script, args: [folder, rules, params, ...tables, ...scripts], takes: 80 },
    parse: ({ stdout }) => filesIn(stdout),
  };
}

/** The same of Shorewall6, which is told by where its rules are: its other files are in the same folder. */
export function folder6Fact(host: string, rules: string, params = params6Of(rules)): Fact<WallFiles> {
  return folderFact(host, dirname(rules), rules, params);
}

/** Shorewall6's params, where nothing says otherwise: by where its rules are. */
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
