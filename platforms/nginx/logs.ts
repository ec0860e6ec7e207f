import { basename } from 'node:path/posix';
import type { AccessLog, Reading } from '../../src/farm/state.ts';
import type { Server } from './servers.ts';

/** What nginx writes where no other format is asked for, ngx_http_log_module `log_format`. */
export const combined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/**
 * The logs of a site's servers: what is asked of it alone is in them, one line each, or why not. `isShared`: whether several files name a log.
 */
export function logsOf(
  own: readonly Server[],
  isShared: (path: string) => boolean,
  formats: ReadonlyMap<string, string>,
): Reading<readonly AccessLog[]> {
  const written = own.flatMap(({ logs }) => logs).filter(([path]) => path !== 'off');
  if (written.length === 0) return { unknown: 'its site names no log' };
  const found = new Map<string, AccessLog>();
  for (const [path = '', ...options] of written) {
    const [name = 'combined'] = options.filter((one) => !one.includes('='));
    const format = name === 'combined' ? combined : formats.get(name);
    const why = whyNot(path, options, isShared);
    if (why !== undefined) return { unknown: why };
    if (format === undefined) return { unknown: `the log_format ${name} of ${path} is not known` };
    found.set(`${path} ${name}`, { path, format });
  }
  return { known: [...found.values()] };
}

/** The names of the files whose servers write each log. */
export function filesOfLogs(servers: readonly Server[]): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>();
  for (const { file, logs } of servers)
    for (const [path = ''] of logs) users.set(path, (users.get(path) ?? new Set()).add(basename(file)));
  return users;
}

function whyNot(path: string, options: readonly string[], isShared: (path: string) => boolean): string | undefined {
  if (!/^\/[^$]*$/.test(path)) return `its log ${path} is no single file`;
  if (options.some((one) => one.startsWith('gzip'))) return `its log ${path} is compressed`;
  if (options.some((one) => one.startsWith('if='))) return `its log ${path} does not have every request`;
  return isShared(path) ? `its log ${path} is other sites' too` : undefined;
}
