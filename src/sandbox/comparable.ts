import type { Snapshot } from './snapshot.ts';
import { vms } from './vms.ts';

const lvmUuid = /^[A-Za-z0-9]{6}(-[A-Za-z0-9]{4}){5}-[A-Za-z0-9]{6}/;

/**
 * The same snapshot with what is chosen at random named after its instance: the instance's uuid, its volume, its MAC; and without
 * what of the MAC is in the names of volumes made for a clone. So two sandboxes in which the same was done are equal.
 */
export function comparable(snapshot: Snapshot): Snapshot {
  const names = [...snapshot].flatMap(([place, text]) => {
    const instance = /\/state\/ganeti\/instances\/(.+)$/.exec(place)?.[1];
    if (instance === undefined || vms.some((vm) => vm.instance === instance)) return [];
    const [uuid = '', , , , , , volume = '', , mac = ''] = text.trim().split(' ');
    return [
      [volume, `${instance}.disk0`],
      [uuid, `${instance}.uuid`],
      [mac, `${instance}.mac`],
    ] as const;
  });
  const named = (text: string) =>
    names
      .reduce((result, [random, name]) => result.replaceAll(random, name), text)
      .replaceAll(/\.(disk|source)\.[0-9a-f]{8}\b/g, '.$1');
  const entries = [...snapshot].map(([place, text]) => {
    const content = place.includes('/state/lvm/') ? text.replace(lvmUuid, 'uuid') : text;
    return [named(place), named(content)] as const;
  });
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
