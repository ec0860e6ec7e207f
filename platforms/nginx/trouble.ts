import type { WantedArgs } from './args.ts';
import { chosen, longestName, outOfReach } from './chosen.ts';
import type { Nginx } from './facts.ts';
import type { Server } from './servers.ts';

/** What would keep nginx from loading the site, or from choosing it; undefined: nothing. */
export function troubleOf(
  { host, site }: WantedArgs,
  own: readonly Server[],
  { loaded, refuses }: Nginx,
): string | undefined {
  const longest = longestName(loaded.hashBucket, loaded.servers);
  const long = own.flatMap(({ names }) => names).find((name) => name.length > longest);
  if (long !== undefined)
    return (
      `${long} has ${long.length} characters, and nginx on ${host} takes names of up to ${longest}: ` +
      `set server_names_hash_bucket_size to ${Math.ceil((long.length + 18) / 64) * 64} in its http block, or choose a shorter name`
    );
  if (refuses !== undefined) return `nginx on ${host} would not load its configuration as it is now: ${refuses}`;
  const others = loaded.servers.filter(({ file }) => !file.endsWith(`/${site}`));
  const listens = own.flatMap((server) => server.listens);
  const away = outOfReach(others, listens);
  if (away)
    return `${site} would never be asked for: the other sites listen on an address (${away.file}:${away.line}), and it on any`;
  for (const one of listens.filter(({ port }) => port > 0)) {
    const first = chosen([...others, ...own], one, site);
    if (first && !own.includes(first))
      return `for ${site} nginx would choose the server of ${first.file}:${first.line}`;
  }
  return undefined;
}
