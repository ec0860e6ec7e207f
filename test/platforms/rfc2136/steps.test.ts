import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, problemOf } from '../../../platforms/rfc2136/ask.ts';
import { transferFact } from '../../../platforms/rfc2136/facts.ts';
import { rfc2136 as platform } from '../../../platforms/rfc2136/index.ts';
import { inventoryOf } from '../../../platforms/rfc2136/inventory.ts';
import { record } from '../../../platforms/rfc2136/record.ts';
import { settings } from '../../../platforms/rfc2136/settings.ts';
import * as steps from '../../../platforms/rfc2136/steps.ts';
import { refusalOf, updateCommand } from '../../../platforms/rfc2136/update.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { installed, needs } from '../../support/servers.ts';

const block = {
  kind: 'rfc2136',
  host: 'host01',
  forward: { zone: 'farm' },
  reverse: { zone: '10.10.in-addr.arpa' },
  key: '/etc/bind/farmhand.key',
};

function farmOf(dns: unknown): Farm {
  return {
    ...exampleFarm,
    dns: settings.resolve(settings.schema.parse(dns) as never, { only: 'host01', nodeHost: 'host01' }),
  };
}

const farm = farmOf(block);
const vm = { instance: 'gallifrey-dev.xivo.vm.farm', address: '10.10.60.6' };
const server = { host: 'host01', address: '127.0.0.1', port: 53, key: '/etc/bind/farmhand.key' };

describe('settings of rfc2136', () => {
  test('what is left out is what most servers have', () => {
    expect(settings.schema.parse(block)).toMatchObject({ address: '127.0.0.1', port: 53, ttl: 3600 });
  });

  test('the key is a path, never a secret, and nothing unknown is taken', () => {
    expect(settings.schema.safeParse({ ...block, key: 'hmac-sha256:farmhand:c2VjcmV0' }).success).toBe(false);
    expect(settings.schema.safeParse({ ...block, key: undefined }).success).toBe(false);
    expect(settings.schema.safeParse({ ...block, secret: 'c2VjcmV0' }).success).toBe(false);
  });
});

describe('steps of rfc2136', () => {
  test('each is one its action takes, and survives the journal', () => {
    const all = [
      steps.record(farm, vm),
      steps.pointer(farm, vm),
      steps.removeRecord(farm, vm),
      steps.removePointer(farm, vm),
    ];
    for (const step of all) {
      const stored = JSON.parse(JSON.stringify(step?.args));
      expect(step?.action).toBe('rfc2136.record');
      expect(record.args.parse(stored)).toEqual(step?.args);
    }
    expect(all.map((step) => record.title(step?.args ?? null))).toEqual([
      'DNS record gallifrey-dev.xivo.vm.farm A 10.10.60.6',
      'reverse DNS record 6.60.10.10.in-addr.arpa PTR gallifrey-dev.xivo.vm.farm',
      'removal of DNS record gallifrey-dev.xivo.vm.farm A 10.10.60.6',
      'removal of reverse DNS record 6.60.10.10.in-addr.arpa PTR gallifrey-dev.xivo.vm.farm',
    ]);
  });

  test('a farm without a reverse zone has no pointers', () => {
    const { reverse: _, ...rest } = block;
    expect(steps.pointer(farmOf(rest), vm)).toBeUndefined();
    expect(steps.removePointer(farmOf(rest), vm)).toBeUndefined();
  });

  test.each([
    ['a line break', 'x.farm\nupdate delete farm.'],
    ['a blank', 'x.farm A'],
    ['a quote', "x'.farm"],
  ])('a name with %s never reaches nsupdate', (_, name) => {
    const args = { ...(steps.record(farm, vm).args as object), name };
    expect(record.args.safeParse(args).success).toBe(false);
  });
});

describe('what rfc2136 needs of the host', () => {
  test('its programs, and its key', () => {
    expect(platform.needs(farm)).toEqual([
      {
        host: 'host01',
        role: 'dns',
        tools: [
          { program: 'nsupdate', package: 'bind9-dnsutils' },
          { program: 'dig', package: 'bind9-dnsutils' },
        ],
        paths: [{ path: '/etc/bind/farmhand.key', is: 'file', setting: 'dns.key' }],
      },
    ]);
  });

  const rules = platform.privileged(farm).flatMap(({ commands }) => commands);
  const allowed = (command: string) =>
    rules.some((rule) => {
      const [path = '', ...args] = rule.split(' ');
      const [program = '', ...given] = command.split(' ');
      return path.endsWith(`/${program}`) && RegExp(args.join(' ')).test(given.join(' '));
    });

  test('its rules allow what it runs as root, and nothing else with the key', () => {
    const [key = '', ...words] =
      ask(server, [
        ['farm', 'SOA'],
        ['*.vm.farm', 'A'],
      ]).args ?? [];
    expect(allowed(`dig -k ${key} ${words.join(' ')}`)).toBe(true);
    expect(allowed(`dig -k ${key} ${words.join(' ')} -f /etc/shadow`)).toBe(false);
    expect(allowed(`dig -k /etc/shadow ${words.join(' ')}`)).toBe(false);
    expect(allowed(updateCommand(server))).toBe(true);
    expect(allowed(`${updateCommand(server)} /etc/shadow`)).toBe(false);
    expect(allowed('nsupdate -v -t 20 -k /etc/shadow')).toBe(false);
  });

  needs('visudo')('as sudo reads it', () => {
    test('its rules are ones visudo accepts', () => {
      const folder = mkdtempSync(join(tmpdir(), 'farmhand-sudoers-'));
      const file = join(folder, 'sudoers');
      writeFileSync(file, rules.map((rule) => `farmhand ALL=(root) NOPASSWD: ${rule}\n`).join(''), { mode: 0o440 });
      expect(execFileSync(installed('visudo') ?? '', ['-cf', file], { encoding: 'utf8' })).toContain('parsed OK');
      rmSync(folder, { recursive: true });
    });
  });
});

describe('what the programs of a host say', () => {
  const result = { stdout: '', stderr: '', truncated: false };
  const wanted = { zone: 'farm', type: 'A', name: 'x.farm', value: '10.10.60.6', ttl: 60, present: true } as const;
  const unsigned = ';; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; flags: qr aa; QUERY: 1\n';

  test('programs that are not there are named with their package', () => {
    expect(problemOf(server, 'farm', { ...result, code: 127 }, 1)).toBe(
      'there is no dig on host01: install bind9-dnsutils there',
    );
    expect(refusalOf(server, wanted, { ...result, code: 127 })).toContain('there is no nsupdate on host01');
  });

  test('an answer without a signature is not believed', () => {
    expect(problemOf(server, 'farm', { ...result, code: 0, stdout: unsigned }, 1)).toContain(
      'does not sign its answers',
    );
  });

  test('PowerDNS, which says no more of a wrong key than NOTAUTH, is understood', () => {
    const stdout = `;; Couldn't verify signature: expected a TSIG or SIG(0)\n${unsigned.replace('NOERROR', 'NOTAUTH')}`;
    expect(problemOf(server, 'farm', { ...result, code: 0, stdout }, 1)).toContain(
      'refuses the key of /etc/bind/farmhand.key (NOTAUTH): it has no key of that name, or its secret is another',
    );
  });

  test('a transfer that breaks off is not taken for the whole zone', () => {
    const signed = 'farmhand. 0 ANY TSIG hmac-sha256. 1 300 32 abc= 1 NOERROR 0 \n';
    const message = (...lines: readonly string[]) =>
      `${unsigned}\n;; ANSWER SECTION:\n${lines.join('\n')}\n\n;; TSIG PSEUDOSECTION:\n${signed}\n`;
    const soa = 'farm. 60 IN SOA ns.farm. root.farm. 5 1 2 3 4';
    const a = 'x.farm. 60 IN A 10.10.60.6';
    const { parse } = transferFact(server, 'farm');
    const stdout = (...parts: readonly string[]) => message(soa) + parts.join('');
    const read = (text: string, truncated = false) => parse({ code: 0, stdout: text, stderr: '', truncated });
    expect(read(stdout(message(soa), message(a), message(soa)))).toMatchObject({ serial: 5, records: [{}, {}] });
    const broken = { refused: expect.stringContaining('broke off its transfer (AXFR) of farm') };
    expect(read(stdout(message(soa, a)))).toEqual(broken);
    expect(read(stdout(message(soa, a), message(soa.replace(' 5 ', ' 6 '))))).toEqual(broken);
    expect(read(stdout(message(soa, a, soa)), true)).toEqual(broken);
  });

  test('an update whose end was not seen is not said to have failed', () => {
    const stderr = '; Communication with 127.0.0.1#53 failed: timed out\n';
    expect(refusalOf(server, wanted, { ...result, code: 2, stderr })).toBe(
      'adding x.farm A 10.10.60.6: the name server of host01 (127.0.0.1 port 53): nsupdate failed: Communication with 127.0.0.1#53 failed: timed out. Whether it was done is not known: see what x.farm has now',
    );
  });

  test("addresses that PowerDNS's programs make are said to be unknown", () => {
    const { opaque } = inventoryOf('farm', [{ owner: 'lua.farm', ttl: 60, type: 'TYPE65402', data: '\\# 1 00' }]);
    expect(opaque).toEqual([
      'LUA record of lua.farm (the running server of farm): the addresses it makes are not known',
    ]);
  });
});
