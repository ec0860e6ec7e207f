import type { Reading } from '../../../src/bot/command.ts';
import { table } from '../../../src/bot/words.ts';
import type { FarmState } from '../../../src/farm/state.ts';

export const zones: Reading = {
  name: 'zones',
  kind: 'read',
  usage: 'zones',
  summary: 'Shows the serial of each zone, in its file and as the name server has it.',
  examples: [{ say: 'zones', shows: '10.10.in-addr.arpa' }],
  answer: async ({ farm: { dns }, look }) => {
    const { forward, reverse } = await look();
    const rows = [[dns.forward.zone, serials(forward)]];
    if (dns.reverse && reverse) rows.push([dns.reverse.zone, serials(reverse)]);
    return { tone: 'answer', lines: table(rows) };
  },
};

function serials(zone: FarmState['forward']): string {
  if ('unknown' in zone) return `not known: ${zone.unknown}`;
  const { serial, served } = zone.known;
  return served === serial ? String(serial) : `${serial}, served: ${served ?? 'no answer'}`;
}
