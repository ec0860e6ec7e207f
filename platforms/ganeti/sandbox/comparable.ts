import { renamed } from '../../../src/sandbox/comparable.ts';
import type { Snapshot } from '../../../src/sandbox/made.ts';
import { vms } from '../../../src/sandbox/vms.ts';

/** The same snapshot with an added instance's uuid, volume and MAC named after the instance. */
export function comparable(snapshot: Snapshot): Snapshot {
  const names = [...snapshot].flatMap(([place, text]) => {
    const instance = /\/state\/ganeti\/instances\/(.+)$/.exec(place)?.[1];
    if (instance === undefined || vms.some((vm) => vm.instance === instance)) return [];
    const [uuid = '', , , , , , volumes = '', , mac = ''] = text.trim().split(' ');
    return [
      // With DRBD there is UUID.diskN_meta beside UUID.diskN_data.
      ...volumes.split(',').map((volume, index) => [volume.replace(/_data$/, ''), `${instance}.disk${index}`] as const),
      [uuid, `${instance}.uuid`],
      ...(mac === '-' ? [] : [[mac, `${instance}.mac`] as const]),
    ] as const;
  });
  const named = (text: string) => names.reduce((result, [random, name]) => result.replaceAll(random, name), text);
  return renamed(snapshot, named, named);
}
