import type { FarmSettings } from './settings.ts';

/** farmhand's own folder on a host. Throws where farm.yaml has no such host. */
export function stateFolder(farm: FarmSettings, host: string): string {
  const state = farm.hosts.get(host)?.state;
  if (state === undefined) throw new Error(`farm.yaml has no host ${host}`);
  return state;
}
