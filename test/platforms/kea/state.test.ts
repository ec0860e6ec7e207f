import { expect, test } from 'vitest';
import { keaConfig } from '../../../platforms/kea/config.ts';
import { addReservation, removeReservation } from '../../../platforms/kea/edit.ts';
import { kea } from '../../../platforms/kea/index.ts';
import { keaInventory } from '../../../platforms/kea/inventory.ts';
import { placeFor } from '../../../platforms/kea/place.ts';
import { settings as described } from '../../../platforms/kea/settings.ts';
import { dhcpPart } from '../../../platforms/kea/state.ts';
import { host, removeHost } from '../../../platforms/kea/steps.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { Claim } from '../../../src/farm/inventory.ts';
import type { Platform } from '../../../src/farm/platform.ts';
import type { AllocatedVm } from '../../../src/farm/settings.ts';
import { growth } from '../../support/steps.ts';

const file = '/etc/kea/kea-dhcp4.conf';
const text = `{ "Dhcp4": {
  "interfaces-config": { "interfaces": [ "eth0/10.10.60.1", "eth1" ] },
  "option-data": [ { "name": "domain-name-servers", "data": "10.10.60.53, 10.10.61.53" } ],
  "next-server": "10.10.60.69",
  "subnet4": [ {
    "subnet": "10.10.60.0/24", "relay": { "ip-addresses": [ "10.10.60.250" ] },
    "pools": [ { "pool": "10.10.60.100 - 10.10.60.110" }, { "pool": "10.10.60.32/31" } ],
    "option-data": [ { "name": "routers", "data": "10.10.60.254" }, { "code": 28, "data": "10.10.60.255" },
                     { "name": "tftp-server-name", "data": "boot.vm.farm" } ],
    "reservations": [
      { "hw-address": "52:54:00:00:00:02", "ip-address": "10.10.60.2", "hostname": "skaro.farm", "next-server": "10.10.60.70" },
      <?include "/etc/kea/more"?>
      { "hw-address": "52:54:00:00:00:03", "hostname": "named.farm" } ] },
    <?include "/etc/kea/none"?> ] } }`;
const more = '\n{ "client-id": "01:02", "ip-address": "10.10.60.3" },';
const files = (path: string) => (path === '/etc/kea/more' ? more : undefined);

const shown = ({ thing, by }: Claim) =>
  `${'first' in thing ? `${thing.first}-${thing.last}` : Object.values(thing).at(-1)}: ${by}`;

test('who has which address, MAC and name, and who speaks of which', () => {
  const { claims, references, opaque } = keaInventory(keaConfig(text, file, files));
  const skaro = `DHCP reservation skaro.farm (${file}:11)`;
  const address = (one: string, by: string) => `${one}-${one}: ${by}`;
  const others = [
    address('10.10.60.1', `interface (${file}:2)`),
    address('10.10.60.53', `option domain-name-servers (${file}:3)`),
    address('10.10.61.53', `option domain-name-servers (${file}:3)`),
    address('10.10.60.69', `next-server (${file}:4)`),
    address('10.10.60.250', `ip-addresses (${file}:6)`),
    address('10.10.60.254', `option routers (${file}:8)`),
    address('10.10.60.70', `next-server (${file}:11)`),
  ];
  expect(claims.map(shown).sort()).toEqual(
    [
      ...others,
      `10.10.60.100-10.10.60.110: Kea gives 10.10.60.100 to 10.10.60.110 to anybody: pool (${file}:7)`,
      `10.10.60.32-10.10.60.33: Kea gives 10.10.60.32 to 10.10.60.33 to anybody: pool (${file}:7)`,
      `skaro.farm: ${skaro}`,
      `52:54:00:00:00:02: ${skaro}`,
      address('10.10.60.2', skaro),
      address('10.10.60.3', 'DHCP reservation 10.10.60.3 (/etc/kea/more:2)'),
      `named.farm: DHCP reservation named.farm (${file}:13)`,
      `52:54:00:00:00:03: DHCP reservation named.farm (${file}:13)`,
    ].sort(),
  );
  expect(references.map(({ to, without }) => [Object.values(to)[0], without])).toContainEqual([
    'boot.vm.farm',
    'dangles',
  ]);
  expect(references).toHaveLength(others.length + 1);
  expect(opaque).toEqual([`${file}:14: the file /etc/kea/none cannot be read`]);
  const other = '{ "Dhcp4": {\n"hosts-databases": [ { "type": "mysql" } ] } }';
  expect(keaInventory(keaConfig(other, file)).opaque).toEqual([
    `${file}:2: what else is in the database of hosts-databases is not read`,
  ]);
});

/** It has what a platform must have. */
const platform: Platform = kea;

const read = described.schema.parse({ kind: 'kea', host: 'host01' });
const settings = described.resolve(read as never, { only: 'host01', nodeHost: 'host01' });
const farm = { dhcp: settings } as unknown as Farm;

test('the hosts of the farm state', () => {
  const part = dhcpPart(settings);
  const { hosts, inventory } = part.make({ state: { text }, source: { files, refused: null } });
  expect(hosts).toEqual([
    { name: 'skaro.farm', mac: '52:54:00:00:00:02', addresses: ['10.10.60.2'], line: 11 },
    { name: '10.10.60.3', addresses: ['10.10.60.3'], line: 2, file: '/etc/kea/more' },
    { name: 'named.farm', mac: '52:54:00:00:00:03', addresses: [], line: 13 },
  ]);
  expect(inventory.opaque).toHaveLength(1);
  expect(() => part.make({ state: { text: '{\n' }, source: { files, refused: null } })).toThrow(
    `host01:${file}:1: this { is not closed`,
  );
});

test('its settings, steps, needs and privileges', () => {
  expect(settings).toEqual({ kind: 'kea', host: 'host01', file, socket: '/run/kea/kea4-ctrl-socket' });
  expect(described.schema.safeParse({ kind: 'kea', subnet: '10.0.0.0' }).success).toBe(false);
  const vm = { instance: 'a.farm', mac: '52:54:00:00:00:01', address: '10.10.60.6' } as AllocatedVm;
  const place = { host: 'host01', file, socket: settings.socket };
  expect(platform).toMatchObject({ kind: 'kea', role: 'dhcp' });
  const [action] = platform.actions;
  const added = host(farm, vm);
  expect(added).toEqual({
    action: action?.name,
    args: { ...place, present: true, name: 'a.farm', mac: vm.mac, address: vm.address },
  });
  const chosen = { dhcp: { ...settings, subnet: 7 } } as unknown as Farm;
  expect(host(chosen, vm)).toMatchObject({ args: { subnet: 7 } });
  const removed = removeHost(farm, vm, '10.10.60.6', 'b.farm');
  expect(removed).toEqual({ action: action?.name, args: { ...place, present: false, name: 'b.farm' } });
  for (const { args } of [added, removed, removeHost(farm, vm, undefined)])
    expect(action?.args.safeParse(args).success).toBe(true);
  expect(kea.needs(farm).flatMap(({ tools }) => tools.map((tool) => tool.program))).toEqual(['kea-dhcp4', 'socat']);
  const rules = kea.privileged(farm).flatMap(({ commands }) => commands);
  const allowed = (command: string) =>
    rules.some((rule) => {
      const [program = '', pattern = ''] = rule.split(/ (.*)/s);
      return command.startsWith(`${program} `) && RegExp(pattern).test(command.slice(program.length + 1));
    });
  const test = '/usr/bin/env KEA_LOCKFILE_DIR=none /usr/sbin/kea-dhcp4 -t';
  expect(allowed(`${test} /etc/kea/.kea-dhcp4.conf.farmhand`)).toBe(true);
  expect(allowed(`${test} ${file}`)).toBe(true);
  expect(allowed(`${test} /etc/shadow`)).toBe(false);
  expect(allowed('/usr/bin/socat -t 120 - UNIX-CONNECT:/run/kea/kea4-ctrl-socket')).toBe(true);
  expect(allowed('/usr/bin/socat -t 120 - EXEC:sh')).toBe(false);
});

test('twice as many reservations are twice as many steps', () => {
  const many = (n: number) =>
    `{ "Dhcp4": { "subnet4": [ { "subnet": "10.0.0.0/8", "reservations": [\n${Array.from(
      { length: n },
      (_, at) =>
        `  { "hw-address": "52:54:00:00:${at >> 8}:${at & 255}", "ip-address": "10.0.0.7", "hostname": "vm${at}.farm" }`,
    ).join(',\n')} ] } ] } }`;
  const work = (one: string) => {
    const config = keaConfig(one, file);
    keaInventory(config);
    const place = placeFor(config, '10.0.0.8', undefined);
    if ('holder' in place) addReservation(config, place.holder, { name: 'x', mac: 'y', address: 'z' });
    const last = config.reservations.at(-1);
    if (last) removeReservation(config, last);
  };
  const [two, four] = growth((n) => {
    const one = many(n);
    return () => work(one);
  }, 100);
  expect(two).toBeLessThan(2.2);
  expect(four).toBeLessThan(4.6);
});
