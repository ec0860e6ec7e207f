import type { Invocation } from '../../../src/engine/action.ts';
import type { Farm } from '../../../src/farm/farm.ts';

/** echo LINE >>/etc/motd, on the cluster's master */
export function notice({ hypervisor }: Farm, line: string): Invocation {
  return { action: 'motd.line', args: { host: hypervisor.host, path: '/etc/motd', line, present: true } };
}
