import { expect, test } from 'vitest';
import { nginxOf } from '../../platforms/nginx/facts.ts';
import { siteText } from '../../platforms/nginx/site-text.ts';
import { firewallState } from '../../platforms/shorewall/inventory.ts';
import { natRules } from '../../platforms/shorewall/running.ts';
import { forwarded, inTheWay, withoutForward } from '../../platforms/shorewall/texts.ts';
import { wallOf } from '../../platforms/shorewall/wall.ts';
import { growth } from '../support/steps.ts';
import { wanted } from './shorewall/files.ts';

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
const address = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;

/** Everything that is done with a firewall of so many VMs. */
function wall(count: number): void {
  const rules = lines(count, (index) => `DNAT net loc:$VM_${index}:22 tcp ${30_000 + (index % 30_000)} - $IP_FAILOVER`);
  const params = lines(count, (index) => `VM_${index}=${address(index)}`);
  const all = { rules: `?COMMENT all\n${rules}?COMMENT\n`, params: `IP_FAILOVER=10.0.2.15\n${params}` };
  const found = wallOf(
    {
      files: [
        { path: '/w/rules', text: all.rules },
        { path: '/w/params', text: all.params },
      ],
      services: '',
    },
    '/w/rules',
    '/w/params',
  );
  const kernel = lines(
    count,
    (index) =>
      `-A net_dnat -p tcp -m tcp --dport ${1 + (index % 60_000)} -j DNAT --to-destination ${address(index)}:22`,
  );
  firewallState(found, natRules(`-A PREROUTING -j net_dnat\n${kernel}`), '$IP_FAILOVER');
  inTheWay(wanted, all, found);
  withoutForward({ param: wanted.param }, forwarded(wanted, all, found), found);
}

/** The same of so many sites, each of which includes what all do. */
function sites(count: number, shape: (index: number) => string): void {
  const text = Array.from({ length: count }, (_, index) => [`/n/on/${index}`, shape(index)] as const);
  const dumped = new Map([
    ['/n/nginx.conf', 'http { include /n/on/*; }'],
    ['/n/proxy_params', 'proxy_set_header Host $host;'],
    ...text,
  ]);
  nginxOf({ available: '/n/all', enabled: '/n/on', found: new Map(text), included: new Map(), dumped });
}

test.each<[string, (count: number) => void]>([
  ['Shorewall', wall],
  ['nginx', (count) => sites(count, (index) => siteText(`vm-${index}.example.org`, `vm-${index}.farm`))],
  [
    'nginx with what sites include',
    (count) =>
      sites(
        count,
        (index) =>
          `server { server_name a${index}.org; location / { include proxy_params; proxy_pass http://b.farm; } }`,
      ),
  ],
  ['nginx on one line', (count) => sites(1, () => `server { ${'server_name a.org b.org; '.repeat(count)} }`)],
  [
    'Shorewall on one line',
    (count) =>
      void withoutForward(
        { param: 'VM_0' },
        {
          rules: `DNAT net loc:$VM_0 tcp ${Array.from({ length: count }, (_, index) => 1 + (index % 60_000)).join(',\\\n')}\n`,
          params: Array.from({ length: count }, (_, index) => `VM_${index}=1`).join(';'),
        },
      ),
  ],
])('the reader of %s takes twice as many steps for twice as much, and no more', (_, read) => {
  read(10);
  const [two, four] = growth((count) => () => read(count), 250);
  expect(two).toBeLessThan(2.2);
  expect(four).toBeLessThan(4.6);
});
