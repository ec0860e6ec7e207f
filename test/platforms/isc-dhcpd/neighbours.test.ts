import { expect, test } from 'vitest';
import { host } from '../../../platforms/isc-dhcpd/host.ts';
import { removeHost } from '../../../platforms/isc-dhcpd/remove-host.ts';
import type { Action, Effect } from '../../../src/engine/action.ts';
import { differences } from '../../../src/engine/compare.ts';

const mac = (name: string) => `52:54:00:00:00:0${name.length}`;
const block = (name: string) => [
  `        host ${name}.vm.farm {`,
  `            hardware ethernet ${mac(name)};`,
  `            fixed-address ${name}.vm.farm;`,
  '            option subnet-mask 255.255.255.0;',
  '        }',
];

/** dhcpd.conf in the seed's form, with these hosts. */
const conf = (...names: readonly string[]) =>
  [
    'group {',
    '    subnet 10.10.60.0 netmask 255.255.255.0 {',
    ...names.flatMap((name, at) => (at === 0 ? block(name) : ['', ...block(name)])),
    '    }',
    '}',
    '',
  ].join('\n');

const place = { host: 'host01', file: '/etc/dhcp/dhcpd.conf', name: 'dev.vm.farm', restart: ['a'], health: ['b'] };
const adding = { ...place, mac: mac('dev'), address: '10.10.60.6', netmask: '255.255.255.0' };

function effectOf(action: Action, args: unknown, text: string): Effect | undefined {
  const known = action.args.parse(args);
  const shown = { state: { text }, healthy: true, source: { files: () => undefined, refused: null } };
  const judged = action.judge(known, action.see(known, shown), false);
  return judged.is === 'todo' ? judged.effect : undefined;
}

test.each<[string, Action, unknown, string, string]>([
  ['removing it, the host after it gone', removeHost, place, conf('a', 'dev', 'test'), conf('a', 'dev')],
  ['removing it, the host before it gone', removeHost, place, conf('a', 'dev', 'test'), conf('dev', 'test')],
  ['removing it, all others gone', removeHost, place, conf('a', 'dev', 'test'), conf('dev')],
  ['removing it, another one added', removeHost, place, conf('a', 'dev'), conf('a', 'dev', 'test')],
  ['adding it, another one added', host, adding, conf('a'), conf('a', 'test')],
  ['adding it, another one gone', host, adding, conf('a', 'test'), conf('a')],
])('what others do to the hosts beside it is no other change than the plan has: %s', (_, action, args, then, now) => {
  const planned = effectOf(action, args, then);
  expect(planned?.changes).toHaveLength(1);
  const found = effectOf(action, args, now);
  expect(found && differences(planned, found, false)).toEqual([]);
});
