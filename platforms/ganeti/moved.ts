import type { ConfiguredInstance } from './rows.ts';

/** Why a step that is for an instance on one node is not done: it is on another now, where a person or a failover brought it. */
export function movedAway(
  instance: string,
  planned: string | undefined,
  found: Pick<ConfiguredInstance, 'node'> | null | undefined,
): string | undefined {
  if (planned === undefined || !found || found.node === planned) return undefined;
  return `${instance} is on the node ${found.node} now, and this would be done on ${planned}: ask for it again`;
}
