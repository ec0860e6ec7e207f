import { zoneInventory } from '../../platforms/bind/inventory.ts';
import { parseZone } from '../../platforms/bind/parse.ts';
import { dhcpInventory } from '../../platforms/isc-dhcpd/inventory.ts';
import { dhcpTree } from '../../platforms/isc-dhcpd/tree.ts';
import { keaConfig } from '../../platforms/kea/config.ts';
import { keaInventory } from '../../platforms/kea/inventory.ts';
import { transferFact } from '../../platforms/rfc2136/facts.ts';
import { zonePart } from '../../platforms/rfc2136/state.ts';
import { manyHosts, manyRecords, manyReservations, manyTransferred } from '../support/many-entries.ts';
import { median, milliseconds, type Row } from './row.ts';

const place = {
  kind: 'rfc2136',
  host: 'host01',
  address: '127.0.0.1',
  port: 53,
  key: '/k',
  ttl: 3600,
  forward: { zone: 'farm' },
};
const sizes = [1_000, 10_000, 100_000] as const;
/** Times a text is read; once the largest, to which nothing is held. */
const repeats = (n: number) => (n > sizes[1] ? 1 : 5);
/** Milliseconds 10,000 entries may take: while a file is read, nothing else is answered. */
const most = 200;

/** How long files of many entries take to be read, and who has what in them to be told. */
export function readerRows(): readonly Row[] {
  return [
    row('a zone, records', manyRecords, (text) => zoneInventory(parseZone(text, 'farm'), {})),
    row('a zone that is transferred, records', manyTransferred, (printed) =>
      zonePart(place, { zone: 'farm' }).make({
        transfer: transferFact(place, 'farm').parse({ code: 0, stdout: printed, stderr: '', truncated: false }),
      }),
    ),
    row('a kea-dhcp4.conf, reservations', manyReservations, (text) => keaInventory(keaConfig(text, '/k'))),
    row('a dhcpd.conf, hosts', manyHosts, (text) => dhcpInventory(dhcpTree(text, '/etc/dhcp/dhcpd.conf'))),
  ];
}

function row(what: string, make: (n: number) => string, read: (text: string) => unknown): Row {
  const times = sizes.map((n) => {
    const text = make(n);
    return median(Array.from({ length: repeats(n) }, () => timed(() => read(text))));
  });
  const [small = 0, middle = 0, large = 0] = times;
  return {
    what: `read ${what}: ${sizes[1]}`,
    ours: milliseconds(middle),
    beside: `${sizes[0]}: ${milliseconds(small)}, ${sizes[2]}: ${milliseconds(large)}`,
    goal: `at most ${most} ms`,
    met: middle <= most,
  };
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
