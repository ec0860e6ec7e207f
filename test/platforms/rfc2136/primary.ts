import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostSettings } from '../../../src/ssh/settings.ts';
import { freePorts, listens, startDaemon } from '../../support/daemon.ts';
import { installed } from '../../support/servers.ts';

/**
 * A real primary server on loopback with the zones `farm`, `10.10.in-addr.arpa` and `8.b.d.0.1.0.0.2.ip6.arpa`, which the key `farmhand` may transfer and update,
 * `closed`, which it may only update, `fixed`, which it may only transfer, and `signed` (DNSSEC), for which it may do both.
 */
export interface Primary {
  readonly folder: string;
  readonly port: number;
  /** Settings of the host whose programs ask it. */
  readonly host: Partial<HostSettings>;
  /** Path of a key file: `good`, `wrong` (the same name, another secret), `stranger` (a name the server does not know). */
  key(name: 'good' | 'wrong' | 'stranger'): string;
  /** What somebody else changes: lines of nsupdate. */
  change(zone: string, ...lines: readonly string[]): void;
  /** What the server has of a name: "TTL TYPE DATA", sorted. */
  at(name: string): readonly string[];
  serial(zone: string): number;
  stop(): Promise<void>;
}

export type ServerKind = 'BIND' | 'Knot' | 'stand-in';

const zones = ['farm', '10.10.in-addr.arpa', '8.b.d.0.1.0.0.2.ip6.arpa', 'closed', 'fixed', 'signed'] as const;
const secrets = { good: 'dGVzdCBvbmx5IHRlc3Qgb25seQ==', wrong: 'YW5vdGhlciBzZWNyZXQgaGVyZQ==' };
const content = {
  farm: `ns A 127.0.0.1
skaro.xivo.vm A 10.10.60.2
alias CNAME skaro.xivo.vm
six AAAA 2001:db8::6
mail MX 10 skaro.xivo.vm
*.wild A 10.10.60.99
sub NS ns.sub
ns.sub A 10.10.60.77
`,
  '10.10.in-addr.arpa': '2.60 PTR skaro.xivo.vm.farm.\n3.60 CNAME 3.0-63.60.10.10.in-addr.arpa.\n',
  '8.b.d.0.1.0.0.2.ip6.arpa': '',
  closed: '*.wild PTR there.farm.\n',
  // A transfer of several messages.
  fixed: Array.from({ length: 3000 }, (_, at) => `vm-${at} A 10.20.${at >> 8}.${at & 255}\n`).join(''),
  signed: 'skaro A 10.10.60.2\n',
};

export async function startPrimary(kind: ServerKind): Promise<Primary> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-primary-'));
  const path = (name: string) => join(folder, name);
  const [port = 0] = await freePorts(1);
  for (const zone of zones) {
    const head = `$ORIGIN ${zone}.\n$TTL 3600\n@ SOA ns.farm. root.farm. 5 3600 900 604800 300\n@ NS ns.farm.\n`;
    writeFileSync(path(zone), head + content[zone]);
  }
  writeFileSync(path('good.key'), keyFile('farmhand', secrets.good));
  writeFileSync(path('wrong.key'), keyFile('farmhand', secrets.wrong));
  writeFileSync(path('stranger.key'), keyFile('stranger', secrets.wrong));
  const starts = { BIND: startBind, Knot: startKnot, 'stand-in': makeStandIn };
  const daemon = await starts[kind](folder, port);
  const bin = kind === 'stand-in' ? path('bin/') : '';
  const asked = (...words: readonly string[]) =>
    execFileSync(`${bin}dig`, ['-k', path('good.key'), '@127.0.0.1', '-p', String(port), ...words], {
      encoding: 'utf8',
    });
  return {
    folder,
    port,
    host: bin === '' ? {} : { path: `${path('bin')}:/usr/bin:/bin` },
    key: (name) => path(`${name}.key`),
    change: (zone, ...lines) => {
      const input = [`server 127.0.0.1 ${port}`, `zone ${zone}.`, ...lines, 'send', ''].join('\n');
      execFileSync(`${bin}nsupdate`, ['-v', '-k', path('good.key')], { input, stdio: 'pipe' });
    },
    at: (name) => {
      const types = ['A', 'AAAA', 'CNAME', 'PTR', 'TXT', 'DNSKEY'].flatMap((type) => ['-q', `${name}.`, '-t', type]);
      const lines = asked('+noall', '+answer', '+norecurse', ...types).split('\n');
      const records = lines.flatMap((line) => {
        const [owner, ttl, , type, ...data] = line.split(/\s+/);
        return owner === `${name}.` ? [`${ttl} ${type} ${data.join(' ')}`] : [];
      });
      return [...new Set(records)].sort();
    },
    serial: (zone) => Number(asked('+short', '-q', `${zone}.`, '-t', 'SOA').split(' ')[2]),
    stop: async () => {
      await daemon.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function keyFile(name: string, secret: string): string {
  return `key "${name}" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`;
}

function startBind(folder: string, port: number) {
  const rights = {
    farm: 'update-policy { grant farmhand zonesub ANY; }; allow-transfer { key farmhand; };',
    '10.10.in-addr.arpa': 'allow-update { key farmhand; }; allow-transfer { key farmhand; };',
    '8.b.d.0.1.0.0.2.ip6.arpa': 'allow-update { key farmhand; }; allow-transfer { key farmhand; };',
    closed: 'update-policy { grant farmhand zonesub ANY; };',
    fixed: 'allow-transfer { key farmhand; };',
    signed: 'dnssec-policy default; allow-update { key farmhand; }; allow-transfer { key farmhand; };',
  };
  const blocks = zones.map((zone) => `zone "${zone}" { type primary; file "${join(folder, zone)}"; ${rights[zone]} };`);
  writeFileSync(
    join(folder, 'named.conf'),
    `include "${join(folder, 'good.key')}";
options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; notify no; pid-file none; session-keyfile none; managed-keys-directory "${folder}"; allow-transfer { none; }; };
controls { };
${blocks.join('\n')}
`,
  );
  return startDaemon(installed('named') ?? '', ['-g', '-n', '1', '-c', join(folder, 'named.conf')], {
    cwd: folder,
    ready: () => listens(port),
  });
}

function startKnot(folder: string, port: number) {
  const rights = {
    farm: 'both',
    '10.10.in-addr.arpa': 'both',
    '8.b.d.0.1.0.0.2.ip6.arpa': 'both',
    closed: 'update',
    fixed: 'transfer',
    signed: 'both',
  };
  mkdirSync(join(folder, 'db'));
  const acl = (id: string, actions: string) => `  - id: ${id}\n    key: farmhand\n    action: [${actions}]\n`;
  const blocks = zones.map(
    (zone) =>
      `  - domain: ${zone}\n    file: ${join(folder, zone)}\n    acl: ${rights[zone]}\n    zonefile-sync: -1\n${zone === 'signed' ? '    dnssec-signing: on\n' : ''}`,
  );
  writeFileSync(
    join(folder, 'knot.conf'),
    `server:
    rundir: ${folder}
    listen: 127.0.0.1@${port}
    tcp-workers: 1
    udp-workers: 1
    background-workers: 1
database:
    storage: ${join(folder, 'db')}
key:
  - id: farmhand
    algorithm: hmac-sha256
    secret: ${secrets.good}
acl:
${acl('both', 'transfer, update')}${acl('update', 'update')}${acl('transfer', 'transfer')}
zone:
${blocks.join('')}`,
  );
  return startDaemon(installed('knotd') ?? '', ['-c', join(folder, 'knot.conf')], {
    cwd: folder,
    ready: () => listens(port),
  });
}

/** A host with the sandbox's stand-ins for the programs, and the same zones. */
async function makeStandIn(folder: string, port: number) {
  const platform = join(import.meta.dirname, '../../../platforms/rfc2136/sandbox/tools');
  const shared = join(import.meta.dirname, '../../../src/sandbox/tools');
  for (const name of ['bin/lib', 'state/primary']) mkdirSync(join(folder, name), { recursive: true });
  for (const tool of ['dig', 'nsupdate']) symlinkSync(join(platform, tool), join(folder, 'bin', tool));
  for (const lib of [join(shared, 'lib'), join(platform, 'lib')])
    for (const name of readdirSync(lib)) symlinkSync(join(lib, name), join(folder, 'bin/lib', name));
  const file = (name: string, text: string) => writeFileSync(join(folder, 'state', name), text);
  for (const zone of zones) {
    const lines = content[zone].split('\n').flatMap((line) => {
      const [owner, type = '', ...data] = line.split(' ');
      const written = data.map((word) => (/[a-z]$/.test(word) ? `${word}.${zone}.` : word)).join(' ');
      return owner ? [`${owner}.${zone}. 3600 ${type} ${type === 'AAAA' ? data[0] : written}\n`] : [];
    });
    file(`primary/${zone}`, `serial 5\n${zone}. 3600 NS ns.farm.\n${lines.join('')}`);
  }
  file('closed', 'closed\n');
  file('fixed', 'fixed\n');
  file('primary.port', `${port}\n`);
  file('primary.key', keyFile('farmhand', secrets.good));
  return { stop: async () => undefined };
}
