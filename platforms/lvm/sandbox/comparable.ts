import { renamed } from '../../../src/sandbox/comparable.ts';
import type { Snapshot } from '../../../src/sandbox/made.ts';

const uuid = /^[A-Za-z0-9]{6}(-[A-Za-z0-9]{4}){5}-[A-Za-z0-9]{6}/;

/**
 * The same snapshot without volumes' UUIDs, without what of the MAC is in the names of volumes made for a clone, and without what of the instance, the run and the time is in the
 * names and tags of those in the bin.
 */
export function comparable(snapshot: Snapshot): Snapshot {
  const named = (text: string) =>
    text
      .replaceAll(/\.((?:disk|source|placeholder|placeholder-snapshot)\d*)\.[0-9a-f]{8}\b/g, '.$1')
      .replaceAll(/\bbin\.[0-9a-f]{8}\.disk/g, 'bin.disk')
      .replaceAll(/\bfarmhand\.bin\.\d+\.\d{8}T\d{6}Z\./g, 'farmhand.bin.');
  return renamed(snapshot, named, (text, place) =>
    named(place.includes('/state/lvm/') ? text.replace(uuid, 'uuid') : text),
  );
}
