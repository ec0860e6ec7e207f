import { basename, dirname } from 'node:path/posix';
import type { Fact } from '../../src/engine/facts.ts';
import type { Claim, Reference } from '../../src/farm/inventory.ts';
import type { ProxySite, ProxyState } from '../../src/farm/state.ts';
import type { Result } from '../../src/ssh/host.ts';
import { said } from '../../src/ssh/said.ts';
import { listenWords } from './listen.ts';
import { filesOfLogs, logsOf } from './logs.ts';
import { type Configuration, configurationOf, dumpedFiles, type Files, type Server } from './servers.ts';

/** The configuration of a host's nginx. */
export interface Nginx {
  readonly state: ProxyState;
  /** What it loads. */
  readonly loaded: Configuration;
  /** Why it would not load what the files say now; undefined where it would, or cannot be asked. */
  readonly refuses?: string;
}

/**
 * Prints each entry of the folders `$1` and `$2`: path and text, NUL after each, as no file name and no configuration has one. A link that leads
 * nowhere has no text, nor has one of `$2` to its namesake in `$1`. Then an empty path and what `nginx -T` says: exit code, every
 * file it loads, complaints. Where it fails, the files that the sites include follow as the first did.
 */
const script = `
for folder; do
  [ -d "$folder" ] || { echo "there is no folder $folder" >&2; exit 1; }
  for file in "$folder"/*; do
    [ -e "$file" ] || [ -L "$file" ] || continue
    printf '%s\\0' "$file"
    if [ -f "$file" ] && { [ "$folder" = "$1" ] || ! [ "$file" -ef "$1/\${file##*/}" ]; }; then cat -- "$file" || exit 1; fi
    printf '\\0'
  done
done
printf '\\0'
# A shell keeps no NUL of what it is given.
{
  complaints=$(
    {
      printed=$(as_root nginx -T </dev/null 2>&4)
      code=$?
      printf '%s\\0%s\\0' "$code" "$printed" >&3
      exit "$code"
    } 4>&1
  )
  code=$?
} 3>&1
printf '%s\\0' "$complaints"
[ "$code" != 0 ] || exit 0
for file in "$1"/* "$2"/*; do [ ! -f "$file" ] || cat -- "$file"; done | grep -oE '(^|[[:space:];{])include[[:space:]]+[^;{}"]+;' |
  sed -E 's/^.*include[[:space:]]+//; s/;$//' | sort -u | while read -r path; do
    case $path in /*) ;; *) path=\${1%/*}/$path ;; esac
    for file in $path; do
      [ -f "$file" ] && [ -r "$file" ] || continue
      printf '%s\\0' "$file"
      cat -- "$file"
      printf '\\0'
    done
  done
exit 0
`;

/** nginx of a host, with the sites in its folders. */
export function nginxFact(host: string, available: string, enabled: string): Fact<Nginx> {
  return {
    host,
    read: { script, args: [available, enabled], takes: 100 },
    parse: (result) => parseNginx(host, available, enabled, result),
  };
}

/** The sites of nginx: every file of sites-available and sites-enabled, and what else it answers for. */
export function sitesFact(host: string, available: string, enabled: string): Fact<ProxyState> {
  const { read, parse } = nginxFact(host, available, enabled);
  return { host, read, parse: (result) => parse(result).state };
}

function parseNginx(
  host: string,
  available: string,
  enabled: string,
  { code, stdout, stderr, truncated }: Result,
): Nginx {
  if (code !== 0) throw new Error(`${host}: cannot read nginx's sites: ${said(stderr) || `exit code ${code}`}`);
  if (truncated) throw new Error(`${host}: nginx's sites are more than farmhand keeps of an answer`);
  const fields = stdout.split('\0');
  const found = new Map<string, string>();
  let at = 0;
  for (; at + 1 < fields.length && fields[at] !== ''; at += 2) found.set(fields[at] ?? '', fields[at + 1] ?? '');
  const [, exit = '1', printed = '', complaints = ''] = fields.slice(at, at + 4);
  const included = new Map<string, string>();
  for (at += 4; at + 1 < fields.length && fields[at] !== ''; at += 2)
    included.set(fields[at] ?? '', fields[at + 1] ?? '');
  const refuses = exit !== '0' && /\[emerg\]/.test(complaints) ? said(complaints) : undefined;
  return nginxOf({
    available,
    enabled,
    found,
    included,
    dumped: dumpedFiles(printed),
    ...(refuses !== undefined && { refuses }),
  });
}

export interface Found {
  readonly available: string;
  readonly enabled: string;
  /** Texts of the folders' entries by path; of a link to its namesake in available none. */
  readonly found: Files;
  /** Other files, where nginx showed nothing. */
  readonly included: Files;
  /** What nginx showed. */
  readonly dumped: Files;
  readonly refuses?: string;
}

/** Puts together what nginx showed, or where it showed nothing, what the files say. */
export function nginxOf({ available, enabled, found, included, dumped, refuses }: Found): Nginx {
  const prefix = dirname(available);
  const texts = new Map(
    [...found].map(([path, text]) => [path, text || (found.get(`${available}/${basename(path)}`) ?? '')]),
  );
  const enabledPaths = [...texts.keys()].filter((path) => dirname(path) === enabled);
  const [main] = dumped.keys();
  const loaded =
    main === undefined
      ? configurationOf(new Map([...included, ...texts]), enabledPaths, prefix)
      : configurationOf(dumped, [main], dirname(main));
  const on = new Set(enabledPaths.map((path) => basename(path)));
  const idle = [...texts.keys()].filter((path) => dirname(path) === available && !on.has(basename(path)));
  const others = configurationOf(new Map([...dumped, ...included, ...texts]), idle, prefix);
  const servers = Map.groupBy([...loaded.servers, ...others.servers], ({ file }) => file);
  const files = [...new Set([...texts.keys()].map((path) => basename(path)))];
  const own = (file: string) =>
    [`${enabled}/${file}`, `${available}/${file}`].flatMap((path) => servers.get(path) ?? []);
  const sites = files.map((file): ProxySite => ({ file, ...siteOf(own(file)), enabled: on.has(file) }));
  const listens = new Map(files.map((file) => [file, plainListens(own(file))]));
  const formats = new Map([...others.formats, ...loaded.formats]);
  const users = filesOfLogs([...loaded.servers, ...others.servers]);
  const isShared = (path: string) => (users.get(path)?.size ?? 0) > 1;
  const logs = new Map(files.map((file) => [file, logsOf(own(file), isShared, formats)]));
  return {
    state: {
      sites,
      listens,
      logs,
      inventory: inventoryOf(loaded, others, main === undefined && refuses === undefined),
    },
    loaded,
    ...(refuses !== undefined && { refuses }),
  };
}

function siteOf(servers: readonly Server[]): Pick<ProxySite, 'names' | 'targets'> {
  return {
    names: [...new Set(servers.flatMap(({ names }) => names))],
    targets: [...new Set(servers.flatMap(({ targets }) => targets))],
  };
}

function plainListens(servers: readonly Server[]): readonly string[] {
  const plain = servers.flatMap(({ listens }) => listens.filter(({ tls, port }) => !tls && port > 0));
  return [...new Set(plain.map(listenWords))];
}

function inventoryOf(loaded: Configuration, idle: Configuration, guessed: boolean): ProxyState['inventory'] {
  const claims = [...loaded.servers, ...idle.servers].flatMap(({ file, line, names }) =>
    names.map(
      (name): Claim => ({ thing: { kind: 'site', name }, by: `nginx (${file}:${line})`, entry: basename(file) }),
    ),
  );
  const references = (mentions: Configuration['mentions'], isLoaded: boolean) =>
    mentions.map(({ host, file, line, atLoad }): Reference => {
      const to = /^\d+(\.\d+){3}$|:/.test(host) ? { address: host } : { name: host };
      const by = `site ${basename(file)} of nginx (${file}:${line})`;
      return { to, by, entry: basename(file), without: isLoaded && atLoad && 'name' in to ? 'breaks' : 'dangles' };
    });
  return {
    claims,
    references: [...references(loaded.mentions, true), ...references(idle.mentions, false)],
    opaque: guessed
      ? ['nginx -T shows nothing: what is outside the folders of sites, and not included there, is not known']
      : [],
  };
}
