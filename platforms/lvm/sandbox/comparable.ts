import { renamed } from '../../../src/sandbox/comparable.ts';
import type { Snapshot } from '../../../src/sandbox/made.ts';

const uuid = /^[A-Za-z0-9]{6}(-[A-Za-z0-9]{4}){5}-[A-Za-z0-9]{6}/;

/** The same snapshot without volumes' UUIDs, and without what of the MAC is in the names of volumes made for a clone. */
export function comparable(snapshot: Snapshot): Snapshot {
  const named = (text: string) =>
    text.replaceAll(/\.((?:disk|source|placeholder|placeholder-snapshot)\d*)\.[0-9a-f]{8}\b/g, '.$1');
  return renamed(snapshot, named, (text, place) =>
    named(place.includes('/state/lvm/') ? text.replace(uuid, 'uuid') : text),
  );
}
