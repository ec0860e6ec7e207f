import type { ProxySite, ProxyState } from '../../src/farm/state.ts';
import { configurationOf, type Server } from './servers.ts';

/** The server block of a VM's site: its public name, handed to its web server. `listens`: as `listen` takes them. */
export function siteText(site: string, target: string, listens: readonly string[] = ['80']): string {
  return `server {
${listens.map((one) => ` listen ${one};\n`).join('')} server_name ${site};
 access_log  /var/log/nginx/${site}.access.log;

 location / {
  proxy_pass   http://${target};
 }
}
`;
}

/**
 * Where a new site should listen to be found: as the site of these names does, else as most of those that lead somewhere, else at port 80 of every
 * address. Without TLS, whose certificate would be of another name.
 */
export function listensLike(
  { sites, listens }: Pick<ProxyState, 'sites' | 'listens'>,
  names: readonly string[],
): readonly string[] {
  const of = ({ file }: ProxySite) => listens?.get(file) ?? [];
  const there = sites.filter((site) => site.enabled && of(site).length > 0);
  const own = there.filter((site) => site.names.some((name) => names.includes(name))).flatMap(of);
  if (own.length > 0) return [...new Set(own)];
  const others = there.filter(({ targets }) => targets.length > 0).map(of);
  const [most] = [...Map.groupBy(others, (one) => one.join(' ')).values()].sort((a, b) => b.length - a.length);
  return most?.[0] ?? ['80'];
}

/** Servers of a site's text by itself, comments left out: the names each answers to, https://nginx.org/en/docs/http/server_names.html, and where it leads. */
export function serversIn(text: string, file = 'site'): readonly Server[] {
  return configurationOf(new Map([[file, text]]), [file], '/').servers;
}
