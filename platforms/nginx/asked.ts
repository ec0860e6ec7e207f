import type { Fact } from '../../src/engine/facts.ts';
import type { Script } from '../../src/ssh/host.ts';
import { serversIn } from './site-text.ts';
import { readDirectives } from './syntax.ts';

/** What asking nginx for a site showed; unknown: nobody answers there that could be asked, or the site keeps no log. */
export type Asked = { readonly answer: 'own' | 'unknown' } | { readonly answer: 'other'; readonly where: string };

/**
 * `$1` the site's name, `$2` its access log, `$3` how often it is tried, then where to ask, each as socat names it. A request that the site answered,
 * with whatever, is in its log. Prints `own`, or `other` with the address and the first line of what another site said.
 */
const ask = `
size() { stat -c %s -- "$log" 2>/dev/null || echo 0; }
ask() {
  name=$1 log=$2 tries=$3
  shift 3
  [ -x "\${log%/*}" ] || return 0
  for address; do
    try=0
    while :; do
      before=$(size)
      said=$(printf 'HEAD / HTTP/1.0\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n' "$name" |
        timeout 3 socat -t 2 - "$address,connect-timeout=2" 2>/dev/null | head -n 1)
      wait=0
      while [ "$(size)" = "$before" ] && [ "$wait" -lt 5 ]; do sleep 0.1; wait=$((wait + 1)); done
      [ "$(size)" = "$before" ] || break
      [ -n "$said" ] || return 0
      try=$((try + 1))
      if [ "$try" -ge "$tries" ]; then echo "other $address $said"; return; fi
    done
  done
  echo own
}
`;

/** Where a site can be asked for, and the log that shows its answers. */
function place(site: string, text: string): readonly [string, ...string[]] | undefined {
  const listens = serversIn(text)
    .filter(({ names }) => names.includes(site))
    .flatMap((server) => server.listens)
    .filter(({ tls, proxied, port }) => !tls && !proxied && port > 0);
  const log = readDirectives(text, 'site')
    .flatMap(({ block = [] }) => block)
    .find(({ words: [name, path = ''] }) => name === 'access_log' && /^\/[^$]+$/.test(path))?.words[1];
  if (log === undefined || listens.length === 0) return undefined;
  const addresses = listens.map(({ address, port }) => {
    if (address.startsWith('[')) return `TCP6:${address === '[::]' ? '[::1]' : address}:${port}`;
    return `TCP4:${address === '*' ? '127.0.0.1' : address}:${port}`;
  });
  return [log, ...addresses];
}

/** The arguments of `ask`; none where the site cannot be asked. */
function questionOf(site: string, text: string, tries: number): readonly string[] {
  const [log, ...addresses] = place(site, text) ?? [];
  return log === undefined ? [] : [site, log, String(tries), ...addresses];
}

/**
 * Asks nginx for the site, as a visitor would, once its file or link `enabled` is there. It is a request like any other: the site's log has it.
 * For 100 ms after a reload its old workers take requests beside the new ones (seen with nginx 1.22), so that one answer of another says nothing.
 */
export function askedFact(host: string, site: string, text: string, enabled: string): Fact<Asked> {
  const script = `[ -e "$1" ] || exit 0; shift; ${ask} [ $# -eq 0 ] || ask "$@"`;
  const read = { script, args: [enabled, ...questionOf(site, text, 2)] };
  return { host, read, parse: ({ stdout }) => askedOf(stdout) };
}

function askedOf(printed: string): Asked {
  const [, where = '', line = ''] = /^other TCP[46]:(\S+) ?(.*)/.exec(printed) ?? [];
  if (where !== '') return { answer: 'other', where: line.trim() === '' ? where : `${where} (${line.trim()})` };
  return { answer: printed.trim() === 'own' ? 'own' : 'unknown' };
}

/** The same as a health check of the transaction: fails, and says so, when another site answers. */
export function answersCheck(site: string, text: string): Script {
  const args = questionOf(site, text, 10);
  const judge = `${ask}
answer=$(ask "$@")
case $answer in other*) echo "for $1 nginx answers with another site: \${answer#other }"; exit 1 ;; esac`;
  return args.length > 0 ? { script: judge, args } : { script: 'exit 0' };
}
