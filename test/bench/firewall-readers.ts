import { nginxOf } from '../../platforms/nginx/facts.ts';
import { siteText } from '../../platforms/nginx/site-text.ts';
import { firewallState } from '../../platforms/shorewall/inventory.ts';
import { wallOf } from '../../platforms/shorewall/wall.ts';
import { median, milliseconds, type Row } from './row.ts';

const sizes = [1_000, 10_000, 100_000] as const;
/** Times each is read; once the largest, to which nothing is held. */
const repeats = (count: number) => (count > sizes[1] ? 1 : 5);
/** Milliseconds for 10,000. */
const goal = 200;

/** How long it takes to know all of a firewall and of a proxy, by how large they are. */
export function firewallReaderRows(): readonly Row[] {
  return [
    row('rules and params of Shorewall', (count) => {
      const indexes = Array.from({ length: count }, (_, index) => index);
      const rules = indexes.map((one) => `DNAT net loc:$VM_${one}:22 tcp ${30_000 + (one % 30_000)} - $IP_FAILOVER\n`);
      const params = indexes.map((one) => `VM_${one}=10.${one >> 16}.${(one >> 8) & 255}.${one & 255}\n`);
      const files = [
        { path: '/w/rules', text: rules.join('') },
        { path: '/w/params', text: `IP_FAILOVER=10.0.2.15\n${params.join('')}` },
      ];
      return () => void firewallState(wallOf({ files, services: '' }, '/w/rules', '/w/params'), [], '$IP_FAILOVER');
    }),
    row('sites of nginx', (count) => {
      const found = new Map(
        Array.from({ length: count }, (_, index) => [
          `/n/on/${index}`,
          siteText(`vm-${index}.example.org`, `vm-${index}.farm`),
        ]),
      );
      const dumped = new Map([['/n/nginx.conf', 'http { include /n/on/*; }'], ...found]);
      return () => void nginxOf({ available: '/n/all', enabled: '/n/on', found, included: new Map(), dumped });
    }),
  ];
}

function row(what: string, make: (count: number) => () => void): Row {
  const times = sizes.map((count) => {
    const read = make(count);
    return median(
      Array.from({ length: repeats(count) }, () => {
        const began = performance.now();
        read();
        return performance.now() - began;
      }),
    );
  });
  const [small = 0, middle = 0, large = 0] = times;
  return {
    what: `read 10,000 ${what}`,
    ours: milliseconds(middle),
    beside: `1,000: ${milliseconds(small)}; 100,000: ${milliseconds(large)}`,
    goal: `under ${goal} ms`,
    met: middle < goal,
  };
}
