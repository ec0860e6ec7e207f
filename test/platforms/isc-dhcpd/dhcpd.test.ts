import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addHost, withoutHost } from '../../../platforms/isc-dhcpd/edit.ts';
import { host } from '../../../platforms/isc-dhcpd/host.ts';
import { hostsOf } from '../../../platforms/isc-dhcpd/hosts.ts';
import { applyPatch, inverse, patchOf } from '../../../src/farm/text/patch.ts';
import { applying, judge, perform, type RealHost, realHost, undo } from '../../farm/real-host.ts';
import { installed, needs } from '../../support/servers.ts';

const lab = readFileSync(new URL('../../lab/host/etc/dhcp/dhcpd.conf', import.meta.url), 'utf8');
const dev = {
  name: 'gallifrey-dev.xivo.vm.farm',
  mac: '52:54:86:b3:3f:10',
  address: '10.10.60.6',
  netmask: '255.255.255.0',
};

needs('dhcpd')('against dhcpd -t', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-dhcpd-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Whether dhcpd reads each text without complaint; one shell for all. */
  function accepted(texts: readonly string[]): readonly boolean[] {
    for (const [index, text] of texts.entries()) writeFileSync(join(folder, String(index)), text);
    const all = `n=0; while [ "$n" -lt ${texts.length} ]; do dhcpd -t -cf "$PWD/$n" 2>/dev/null && echo yes || echo no; n=$((n+1)); done`;
    const { stdout } = spawnSync('sh', ['-c', all], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/usr/bin:/bin' },
    });
    return stdout
      .trim()
      .split('\n')
      .map((line) => line === 'yes');
  }

  const space = fc.constantFrom(' ', '\n', '\n\n    ', '\t', ' # a } comment {\n');
  const name = fc.integer({ min: 1, max: 99 });
  const hostText = fc
    .tuple(name, space, space, fc.constantFrom('', 'option subnet-mask 255.0.0.0;', 'option host-name "a;}#b";'))
    .map(
      ([n, a, b, option]) =>
        `host h${n}.xivo.vm.farm${a}{${b}hardware ethernet 52:54:0:0:0:${n.toString(16)};${a}fixed-address 10.10.60.${n}, 10.10.60.${n + 100};${b}${option}${a}}`,
    );
  const other = fc.constantFrom(
    'option domain-name "farm";',
    'default-lease-time 600;',
    'if known { default-lease-time 5; } else { max-lease-time 7; }',
    'class "foo" { match if substring (option vendor-class-identifier, 0, 4) = "SUNW"; }',
    '# note',
  );
  const inner = fc.array(fc.oneof(hostText, other), { maxLength: 4 });
  const config = fc
    .record({
      before: inner,
      subnet: inner,
      group: inner,
      after: inner,
      gap: fc.constantFrom('\n', '\n\n', '\r\n'),
      open: fc.boolean(),
    })
    .map(({ before, subnet, group, after, gap, open }) => {
      const unique = distinctHosts([
        ...before,
        `subnet 10.10.0.0 netmask 255.255.0.0 {`,
        ...subnet.filter((one) => !one.startsWith('class')),
        '}',
        'group {',
        ...group.filter((one) => !one.startsWith('class')),
        '}',
        ...after,
      ]);
      return unique.join(gap) + (open ? '' : gap);
    });

  /** dhcpd refuses a host declared twice. */
  function distinctHosts(parts: readonly string[]): readonly string[] {
    const seen = new Set<string>();
    return parts.filter((part) => {
      const key = /^(host \S+?\.|class)/.exec(part)?.[0];
      if (key === undefined) return true;
      const fresh = !seen.has(key);
      seen.add(key);
      return fresh;
    });
  }

  test('a host added is read by dhcpd, no other is changed, and taking it back gives the same bytes', () => {
    const drawn = fc.sample(config, 40);
    const good = accepted(drawn);
    const cases = drawn.filter((_, index) => good[index]);
    expect(cases.length).toBeGreaterThan(25);
    const after = cases.map((text) => addHost(text, dev));
    expect(accepted(after)).toEqual(cases.map(() => true));
    for (const [index, text] of cases.entries()) {
      const edited = after[index] ?? '';
      const brief = (one: string) => hostsOf(one).map(({ name, mac, addresses }) => `${name} ${mac} ${addresses}`);
      expect(new Set(brief(edited))).toEqual(new Set([...brief(text), `${dev.name} ${dev.mac} ${dev.name}`]));
      const patch = patchOf(text, edited);
      expect(patch && applyPatch(edited, inverse(patch))).toBe(text);
      expect(brief(withoutHost(edited, dev.name))).toEqual(brief(text));
    }
  });

  test('what farmhand refuses dhcpd refuses too', () => {
    const broken = ['host x {', '}', 'authoritative', 'option domain-name "x', 'host y { fixed-address a }'];
    const texts = broken.map((bad) => `${lab}${bad}\n`);
    expect(accepted(texts)).toEqual(texts.map(() => false));
    for (const text of texts) expect(() => hostsOf(text), text).toThrow();
  });
});

needs('dhcpd', 'sshd')('hosts in a dhcpd.conf on a host', () => {
  let real: RealHost;
  let folder = '';
  let args: Record<string, unknown>;
  const at = (name: string) => join(folder, name);
  const read = () => readFileSync(at('dhcpd.conf'), 'utf8');

  beforeAll(async () => {
    real = await realHost();
  });
  afterAll(() => real?.close());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-dhcpd-'));
    writeFileSync(at('dhcpd.conf'), lab);
    // The server itself needs a network of its own: what stands for it takes the file as it is when it is restarted.
    const script = (name: string, text: string) =>
      writeFileSync(at(name), `#!/bin/sh\ncd ${folder}\n${text}\n`, { mode: 0o755 });
    script('restart', 'echo restarted >>log; [ ! -e broken ] && cp dhcpd.conf running');
    script('health', '[ -e running ]');
    writeFileSync(at('running'), lab);
    args = { host: 'host01', file: at('dhcpd.conf'), restart: [at('restart')], health: [at('health')], ...dev };
    return () => rmSync(folder, { recursive: true });
  });

  test('a host is there, and the server has read it, when the step is done; undone, the file is the same to the byte', async () => {
    const receipt = await perform(real.hosts, host, args);
    expect(readFileSync(at('running'), 'utf8')).toBe(read());
    expect(read()).toContain('host gallifrey-dev.xivo.vm.farm {\n            hardware ethernet 52:54:86:b3:3f:10;');
    await undo(real.hosts, [host], host, args, receipt);
    expect(read()).toBe(lab);
    expect(readFileSync(at('running'), 'utf8')).toBe(lab);
  });

  test('bytes that are no UTF-8 are read, and stay', async () => {
    const bytes = Buffer.concat([Buffer.from(lab), Buffer.from('# caf\xe9\n', 'latin1')]);
    writeFileSync(at('dhcpd.conf'), bytes);
    const receipt = await perform(real.hosts, host, args);
    expect(readFileSync(at('dhcpd.conf')).includes(bytes.subarray(-7))).toBe(true);
    await undo(real.hosts, [host], host, args, receipt);
    expect(readFileSync(at('dhcpd.conf')).equals(bytes)).toBe(true);
  });

  test('a host in an included file is there, in the way of others, and not taken out of it', async () => {
    writeFileSync(at('vms.conf'), 'Host printer { Hardware Ethernet 52:54:00:00:00:77; fixed-address 10.10.60.6; }\n');
    writeFileSync(at('dhcpd.conf'), `${lab}include "${at('vms.conf')}";\n`);
    const why = `printer (${at('vms.conf')}:1) in host01:${at('dhcpd.conf')} has that MAC or address already`;
    expect(await judge(real.hosts, host, args)).toMatchObject({ is: 'blocked', why });
    const {
      mac: _mac,
      address: _address,
      netmask: _netmask,
      ...named
    } = { ...args, name: 'printer' } as Record<string, unknown>;
    expect(await judge(real.hosts, host, { ...named, present: false })).toMatchObject({
      is: 'blocked',
      why: expect.stringContaining(`stands in ${at('vms.conf')}:1`),
    });
  });

  test('what dhcpd refuses is said when the step is planned', async () => {
    writeFileSync(at('dhcpd.conf'), `${lab}lease-file-nam "x";\n`);
    expect(await judge(real.hosts, host, args)).toMatchObject({
      is: 'blocked',
      why: expect.stringMatching(/^dhcpd refuses host01:.* as it is: .* line \d+: /),
    });
  });

  test('a removal is undone to the same place, and what others wrote since stays', async () => {
    const skaro = {
      host: 'host01',
      file: at('dhcpd.conf'),
      restart: [at('restart')],
      health: [at('health')],
      name: 'skaro.xivo.vm.farm',
      present: false,
      address: '10.10.60.2',
      netmask: '255.255.255.255',
    };
    const receipt = await perform(real.hosts, host, skaro);
    expect(read()).not.toContain('skaro');
    writeFileSync(at('dhcpd.conf'), `# by hand\n${read()}`);
    await undo(real.hosts, [host], host, skaro, receipt);
    expect(read()).toBe(`# by hand\n${lab}`);
  });

  test('a server that does not start again gets the old file back', async () => {
    writeFileSync(at('broken'), '');
    const { seen } = await judge(real.hosts, host, args);
    await expect(host.apply(host.args.parse(args), seen, applying(real.hosts))).rejects.toThrow(/\(reload\)/);
    expect(read()).toBe(lab);
  });

  test('a server that is down is started again, though the file is as wanted', async () => {
    await perform(real.hosts, host, args);
    rmSync(at('running'));
    expect(await judge(real.hosts, host, args)).toMatchObject({ is: 'todo', effect: { commands: [at('restart')] } });
    expect(await perform(real.hosts, host, args)).toBeNull();
    expect(readFileSync(at('running'), 'utf8')).toBe(read());
  });

  test('what dhcpd refuses never gets in', async () => {
    const odd = `${lab}lease-file-nam "x";\n`;
    writeFileSync(at('dhcpd.conf'), odd);
    const { seen } = await judge(real.hosts, host, args);
    await expect(host.apply(host.args.parse(args), seen, applying(real.hosts))).rejects.toThrow(/\(check\)/);
    expect(read()).toBe(odd);
  });

  test('five hosts added at once are all there in the end', async () => {
    const all = [1, 2, 3, 4, 5].map((n) => ({
      ...args,
      name: `vm${n}.xivo.vm.farm`,
      mac: `52:54:00:00:01:0${n}`,
      address: `10.10.60.5${n}`,
    }));
    await Promise.all(all.map((one) => perform(real.hosts, host, one)));
    expect(
      hostsOf(read())
        .map(({ name }) => name)
        .filter((name) => name.startsWith('vm'))
        .sort(),
    ).toEqual(all.map(({ name }) => name));
    expect(spawnSync(installed('dhcpd') ?? '', ['-t', '-cf', at('dhcpd.conf')]).status).toBe(0);
  });
});
