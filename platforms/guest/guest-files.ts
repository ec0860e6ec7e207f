import type { Fact } from '../../src/engine/facts.ts';
import { probeScript } from './probe.ts';

/** A file of a guest, its bytes as characters (latin1), so that they come back as they were. */
export interface GuestFile {
  readonly path: string;
  readonly text: string;
}

/** The files in which a guest may say which address and MAC it has, and those of them that could not be read. */
export interface GuestNetwork {
  readonly files: readonly GuestFile[];
  /** In words: "/etc/netplan/x.yaml is larger than 64 KiB". */
  readonly unread: readonly string[];
}

const single = [
  '/etc/network/interfaces',
  '/etc/dhcpcd.conf',
  '/etc/hosts',
  '/etc/rc.local',
  '/etc/conf.d/net',
  '/etc/cloud/cloud.cfg',
];

/** Folders of which every plain file counts. */
const folders = [
  '/etc/network/interfaces.d',
  '/etc/network/if-up.d',
  '/etc/netplan',
  '/etc/systemd/network',
  '/etc/NetworkManager/system-connections',
  '/etc/sysconfig/network-scripts',
  '/etc/sysconfig/network',
  '/etc/cloud/cloud.cfg.d',
  '/var/lib/cloud/seed/nocloud',
  '/var/lib/cloud/seed/nocloud-net',
];

/**
 * `$1` number of devices, `$2` number of files, then devices, files and folders. The first device that is there is read. A line a
 * file, `F BASE64 PATH`; `! PATH WHY` of what is there and cannot be read; `-` where there is no ext file system. Links of a folder are
 * left out: what they lead to is in another one, or /dev/null.
 * debugfs(8) gives 0 whatever happens, and complains on standard error only.
 */
const script = `
${probeScript}
devices=$1 files=$2 device=
shift 2
while [ "$devices" -gt 0 ]; do
  if [ -z "$device" ] && [ -e "$1" ]; then device=$1; fi
  devices=$((devices - 1))
  shift
done
[ -n "$device" ] || { echo -; exit 0; }
read -r offset _ type <<END
$(probe "$device")
END
case $type in ext[234]) ;; *) echo -; exit 0 ;; esac
[ "$offset" -eq 0 ] || device="$device?offset=$offset"
fs() { as_root debugfs -R "$1" -- "$device" 2>/dev/null; }
show() {
  if [ "$2" -gt 65536 ]; then echo "! $1 is larger than 64 KiB"; return; fi
  echo "F $(fs "cat \\"$1\\"" | base64 -w 0) $1"
}
# Each program takes its time to start: a folder is listed once, and only where the one above it has it.
listed=' ' known='
'
list() {
  set -- "$1" "\${1%/*}"
  case $listed in *" $1 "*) return ;; esac
  listed="$listed$1 "
  if [ "$1" != / ]; then
    list "\${2:-/}"
    case $known in *"
/\${1#/} 04"* | *"
/\${1#/} 12"*) ;; *) return ;; esac
  fi
  found=$(fs "ls -p \\"$1\\"")
  known="$known$(while IFS=/ read -r _ _ mode _ _ name size _; do
    [ -z "$name" ] || echo "\${1%/}/$name $mode $size"
  done <<END
$found
END
)
"
}
list /
case $known in *"
/. 04"*) ;; *) echo "the file system of $device cannot be read" >&2; exit 1 ;; esac
for path; do
  if [ "$files" -gt 0 ]; then
    files=$((files - 1))
    above=\${path%/*}
    list "\${above:-/}"
    case $known in
      *"
$path 10"*) size=\${known#*"
$path 10"}; size=\${size%%"
"*}; show "$path" "\${size##* }" ;;
      *"
$path 12"*) echo "! $path is a link" ;;
    esac
  else
    list "$path"
    case $known in *"
$path/"*) ;; *) continue ;; esac
    while read -r entry; do
      case $entry in "$path"/*) ;; *) continue ;; esac
      size=\${entry##* } entry=\${entry% *}
      mode=\${entry##* } name=\${entry% *}
      name=\${name#"$path"/}
      case $mode in 100*) ;; *) continue ;; esac
      case $name in
        */*) ;;
        *[!A-Za-z0-9._@:+\\ -]*) echo "! a file of $path has an odd name" ;;
        *) show "$path/$name" "$size" ;;
      esac
    done <<END
$known
END
  fi
done
`;

/** What the guest of an ext file system says of its network, on the first of the devices there is; null where there is none. Throws when it cannot be read. */
export function networkFact(host: string, devices: readonly string[]): Fact<GuestNetwork | null> {
  return {
    host,
    read: {
      script,
      args: [String(devices.length), String(single.length), ...devices, ...single, ...folders],
      takes: 250,
    },
    parse: ({ code, stdout, stderr, truncated }) => {
      if (code !== 0 || truncated)
        throw new Error(
          `${host}: the files of ${devices.join(', ')} cannot be read: ${stderr.trim() || `exit code ${code}`}`,
        );
      return stdout.trim() === '-' ? null : networkIn(stdout);
    },
  };
}

/** What the script printed. */
export function networkIn(printed: string): GuestNetwork {
  const lines = printed.split('\n').filter((line) => line !== '');
  return {
    files: lines.flatMap((line) => {
      const [, text = '', path] = /^F (\S*) (\/.*)$/.exec(line) ?? [];
      return path === undefined ? [] : [{ path, text: Buffer.from(text, 'base64').toString('latin1') }];
    }),
    unread: lines.flatMap((line) => (line.startsWith('! ') ? [line.slice(2)] : [])),
  };
}
