import type { Farm } from '../../src/farm/farm.ts';
import type { Platform } from '../../src/farm/platform.ts';
import { readParts } from '../../src/farm/read-parts.ts';
import { readState } from '../../src/farm/read-state.ts';
import type { Hosts } from '../../src/ssh/host.ts';

/** What a platform's examination finds on a farm, in words. */
export async function foundBy({ examine }: Platform, farm: Farm, hosts: Hosts): Promise<readonly string[]> {
  const state = await readState(farm, hosts);
  const found = await Promise.all(
    (examine?.(farm) ?? []).map(async ({ parts, findings }) => findings(await readParts(hosts, parts), state)),
  );
  return found.flat().map(({ about, says }) => `${about}: ${says}`);
}
