import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { platforms } from '../../platforms/index.ts';
import { keaOf } from '../../platforms/kea/settings.ts';
import { rfc2136Of } from '../../platforms/rfc2136/settings.ts';
import { sandboxFarms } from '../../platforms/sandboxes.ts';
import { examineFarm } from '../../src/doctor/examine-farm.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { type Sandboxed, sandboxed } from '../farm/sandboxed.ts';

let it: Sandboxed;
beforeAll(async () => {
  it = await sandboxed({}, sandboxFarms.modern);
});
afterAll(() => it?.close());

const path = (below: string) => join(it.sandbox.hosts[0].folder, below);
/** Where the stand-ins have what hosts have at these paths. */
const shown = (text: string) => text.replaceAll(it.sandbox.hosts[0].folder, '');

async function found(change: (farm: Farm) => Farm = (farm) => farm): Promise<readonly string[]> {
  const findings = await examineFarm(change(it.farm), it.hosts, platforms);
  return findings.filter(({ is }) => is !== 'ok').map(({ is, about, says }) => shown(`${is} ${about}: ${says}`));
}

test('a farm of Kea and of dynamic zones is well, and was not changed', async () => {
  const before = await it.sandbox.snapshot();
  expect(await found()).toEqual([]);
  expect(await it.sandbox.snapshot()).toEqual(before);
});

const dhcp = (change: object) => (farm: Farm) => ({ ...farm, dhcp: { ...keaOf(farm), ...change } });
const dns = (change: object) => (farm: Farm) => ({ ...farm, dns: { ...rfc2136Of(farm), ...change } });
const server = 'the name server of host01 (127.0.0.1 port 53)';

describe('a wrong setting is found before a clone fails of it:', () => {
  test.each<[string, (farm: Farm) => Farm, readonly string[]]>([
    ["Kea's file", dhcp({ file: '/nowhere' }), ['problem host01: there is no file host01:/nowhere']],
    [
      "Kea's socket",
      dhcp({ socket: '/run/kea/other' }),
      [
        'problem host01: /etc/kea/kea-dhcp4.conf has its control-socket at /run/kea/kea4-ctrl-socket, farm.yaml at /run/kea/other (dhcp.socket): they must be the same',
        'problem host01: the DHCP server of host01 does not say on /run/kea/other what it has (connect(, AF=1 "/run/kea/other", 17): No such file or directory): start kea-dhcp4, or put the socket-name of its control-socket into farm.yaml as dhcp.socket',
      ],
    ],
    [
      'the subnet of new reservations',
      dhcp({ subnet: 7 }),
      [
        'problem host01: 10.10.60.2 of the pool 10.10.60.0/24 cannot be reserved: /etc/kea/kea-dhcp4.conf has no subnet 7',
      ],
    ],
    [
      'the key file',
      dns({ key: '/nowhere.key' }),
      ['farm', '10.10.in-addr.arpa'].map(
        (zone) =>
          `problem zone ${zone}: host01: dig cannot use the key file /nowhere.key: Couldn't read key from /nowhere.key: file not found. It must be a key clause as tsig-keygen(8) prints it`,
      ),
    ],
    [
      'the port of the name server',
      dns({ port: 5353 }),
      ['farm', '10.10.in-addr.arpa'].map((zone) =>
        expect.stringMatching(
          RegExp(`^problem zone ${zone}: the name server of host01 \\(127.0.0.1 port 5353\\) does not answer`),
        ),
      ),
    ],
    [
      'the reverse zone',
      dns({ reverse: { zone: '9.9.in-addr.arpa' } }),
      [
        `problem zone 9.9.in-addr.arpa: ${server} answers REFUSED when it is asked for 9.9.in-addr.arpa: is the zone loaded there?`,
      ],
    ],
    [
      'a zone that is part of another',
      dns({ forward: { zone: 'vm.farm' } }),
      [`problem zone vm.farm: ${server} has no zone vm.farm: it answers for it as part of another`],
    ],
  ])('%s', async (_, change, says) => {
    expect(await found(change)).toEqual(says);
  });

  test('a pool that no subnet of Kea holds', async () => {
    const pool = { network: '192.168.7.0/24', excluded: [] };
    expect(await found((farm) => ({ ...farm, pool }))).toContain(
      'problem host01: 192.168.7.1 of the pool 192.168.7.0/24 cannot be reserved: no subnet of /etc/kea/kea-dhcp4.conf holds 192.168.7.1',
    );
  });

  test('a pool that a subnet of Kea holds in part', async () => {
    const pool = { network: '10.8.0.0/14', excluded: [] };
    expect(await found((farm) => ({ ...farm, pool }))).toContain(
      'problem host01: 10.8.0.1 of the pool 10.8.0.0/14 cannot be reserved: no subnet of /etc/kea/kea-dhcp4.conf holds 10.8.0.1',
    );
  });
});

describe('a server that is not well is said:', () => {
  let conf = '';
  beforeEach(() => {
    conf = readFileSync(path('etc/kea/kea-dhcp4.conf'), 'utf8');
  });
  afterEach(() => {
    writeFileSync(path('etc/kea/kea-dhcp4.conf'), conf);
    for (const name of ['fixed', 'closed', 'clocks']) rmSync(path(`state/${name}`), { force: true });
    writeFileSync(path('state/primary.key'), readFileSync(path('etc/bind/farmhand.key')));
  });
  const edited = (from: string, to: string) => {
    if (!conf.includes(from)) throw new Error(`the file has no ${from}`);
    writeFileSync(path('etc/kea/kea-dhcp4.conf'), conf.replace(from, to));
  };

  test.each<[string, string, string, string]>([
    [
      'a file that is no configuration',
      '"subnet4": [',
      '"subnet4": {',
      'host01:/etc/kea/kea-dhcp4.conf:10: a name in quotes is wanted here, not {',
    ],
    [
      'one that Kea refuses',
      '"hostname":',
      '"host":',
      'kea-dhcp4 refuses /etc/kea/kea-dhcp4.conf as it is: Syntax check failed with: ',
    ],
    [
      'one that includes what is not there',
      '"subnet4": [',
      '<?include "/etc/kea/none"?> "subnet4": [',
      "kea-dhcp4 refuses /etc/kea/kea-dhcp4.conf as it is: Syntax check failed with: Can't open include file /etc/kea/none",
    ],
    [
      'reservations that are switched off',
      '"id": 1,',
      '"id": 1, "reservations-in-subnet": false,',
      '10.10.60.2 of the pool 10.10.60.0/24 cannot be reserved: the server would not use the reservation: reservations are switched off for the subnet 10.10.0.0/16 in /etc/kea/kea-dhcp4.conf',
    ],
    [
      'reservations of other things than MACs',
      '"subnet4": [',
      '"host-reservation-identifiers": ["duid"], "subnet4": [',
      '10.10.60.2 of the pool 10.10.60.0/24 cannot be reserved: the server would not use the reservation: host-reservation-identifiers has no hw-address',
    ],
    [
      'a server that would listen nowhere',
      '"control-socket": { "socket-type": "unix", "socket-name": "/run/kea/kea4-ctrl-socket" },',
      '',
      '/etc/kea/kea-dhcp4.conf has no control-socket',
    ],
  ])('%s', async (_, from, to, says) => {
    edited(from, to);
    expect(await found()).toEqual([expect.stringContaining(`problem host01: ${says}`)]);
  });

  test.each<[string, () => void, string]>([
    [
      'a key the server does not know',
      () => writeFileSync(path('state/primary.key'), 'key "other" {\n};\n'),
      `${server} refuses the key of /etc/bind/farmhand.key (BADKEY): it has no key of that name, or does not allow it for farm`,
    ],
    [
      'a key with another secret',
      () => writeFileSync(path('state/primary.key'), 'key "farmhand" {\n};\n'),
      `${server} refuses the key of /etc/bind/farmhand.key (BADSIG): its secret is another`,
    ],
    [
      'clocks that differ',
      () => writeFileSync(path('state/clocks'), ''),
      `${server} refuses the key of /etc/bind/farmhand.key (BADTIME): the clocks of the two differ`,
    ],
    [
      'a transfer that is refused',
      () => writeFileSync(path('state/closed'), 'farm\n'),
      `${server} refuses a transfer (AXFR) of farm with the key of /etc/bind/farmhand.key (REFUSED): allow it`,
    ],
    [
      'updates that are refused',
      () => writeFileSync(path('state/fixed'), 'farm\n'),
      `removing farmhand-doctor.xivo.vm.farm A 192.0.2.1: ${server} answers REFUSED: the key of /etc/bind/farmhand.key may not update farm. Allow it there`,
    ],
  ])('%s', async (_, wrong, says) => {
    wrong();
    expect(await found()).toContainEqual(expect.stringContaining(`problem zone farm: ${says}`));
  });
});
