import { type Examined, examined } from '../../src/farm/examined.ts';
import { problem } from '../../src/farm/finding.ts';
import { namesOf } from '../../src/farm/naming.ts';
import { address6Of, nextAddress } from '../../src/farm/pool.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import { reverseName } from '../../src/farm/reverse-name.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { transferFact } from './facts.ts';
import { type Rfc2136Settings, rfc2136Of } from './settings.ts';
import { refusedFact, type WantedRecord } from './update.ts';

/** A name and a MAC that no VM has, and an address for documentation (RFC 5737): a record of them is in no zone. */
const nobody = 'farmhand-doctor';
const nowhere = '192.0.2.1';
const noMac = '52:54:00:00:00:00';

/** Whether the server gives out the zones to the key, and takes updates of them from it: the removal of a record there is not is one. */
export function examine(farm: FarmSettings): readonly Examined[] {
  const settings = rfc2136Of(farm);
  const { forward, ttl } = settings;
  const { instance } = namesOf(farm.naming, nobody);
  const address = nextAddress(farm.pool, { has: () => false });
  const common = { ttl, present: false };
  const pointing = (which: 'reverse' | 'reverse6', pointed: string | undefined) => {
    const zone = settings[which]?.zone;
    if (zone === undefined || pointed === undefined) return [];
    return [ofZone(settings, which, { ...common, zone, type: 'PTR', name: reverseName(pointed), value: instance })];
  };
  return [
    ofZone(settings, 'forward', { ...common, zone: forward.zone, type: 'A', name: instance, value: nowhere }),
    ...pointing('reverse', address),
    ...pointing('reverse6', address === undefined ? undefined : address6Of(farm.pool, { address, mac: noMac })),
  ];
}

function ofZone(settings: Rfc2136Settings, which: 'forward' | 'reverse' | 'reverse6', record: WantedRecord): Examined {
  const { zone } = record;
  const mend = `dns.${which}.zone, dns.address, dns.port and dns.key in farm.yaml say which zone is served where, and which key is used.`;
  return examined({
    parts: { transfer: partOf(transferFact(settings, zone)), refused: partOf(refusedFact(settings, record)) },
    explains: [which],
    findings: ({ transfer, refused }) => {
      const unread =
        'unknown' in transfer ? transfer.unknown : 'refused' in transfer.known ? transfer.known.refused : null;
      // Of a key that is wrong, or a server that is not there, both say the same.
      const why = unread ?? ('unknown' in refused ? refused.unknown : refused.known);
      return why === null ? [] : [problem(`zone ${zone}`, why, mend)];
    },
  });
}
