import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, listens, startDaemon } from '../../support/daemon.ts';
import { installed } from '../../support/servers.ts';

/** A real name server on loopback with the zones farm., 10.10.in-addr.arpa and 8.b.d.0.1.0.0.2.ip6.arpa. */
export interface Named {
  readonly folder: string;
  readonly port: number;
  /** Words that make it read its zones again. */
  readonly reload: readonly string[];
  readonly forward: string;
  readonly reverse: string;
  readonly reverse6: string;
  read(file: string): string;
  stop(): Promise<void>;
}

export async function startNamed(forward: string, reverse: string): Promise<Named> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-named-'));
  const [port, control] = (await freePorts(2)) as [number, number];
  const path = (name: string) => join(folder, name);
  writeFileSync(path('db.farm'), forward);
  writeFileSync(path('db.10.10'), reverse);
  for (const name of ['dynamic', 'signed', '2001'])
    writeFileSync(path(`db.${name}`), '$TTL 60\n@ SOA ns root 5 3600 900 604800 300\n@ NS ns\nns A 127.0.0.1\n');
  const key = 'key k { algorithm hmac-sha256; secret "dGVzdCBvbmx5IHRlc3Qgb25seQ=="; };\n';
  writeFileSync(
    path('named.conf'),
    `${key}options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; notify no; pid-file none; session-keyfile none; managed-keys-directory "${folder}"; };
controls { inet 127.0.0.1 port ${control} allow { 127.0.0.1; } keys { k; }; };
zone "farm" { type master; file "${path('db.farm')}"; };
zone "10.10.in-addr.arpa" { type master; file "${path('db.10.10')}"; };
zone "8.b.d.0.1.0.0.2.ip6.arpa" { type master; file "${path('db.2001')}"; };
zone "dynamic" { type master; file "${path('db.dynamic')}"; allow-update { 127.0.0.1; }; };
zone "signed" { type master; file "${path('db.signed')}"; dnssec-policy default; inline-signing yes; };
`,
  );
  writeFileSync(
    path('rndc.conf'),
    `${key}options { default-server 127.0.0.1; default-port ${control}; default-key k; };\n`,
  );
  const daemon = await startDaemon(installed('named') ?? '', ['-g', '-n', '1', '-c', path('named.conf')], {
    cwd: folder,
    // It answers questions before it takes commands.
    ready: async () => (await listens(port)) && (await listens(control)),
  });
  return {
    folder,
    port,
    reload: ['rndc', '-c', path('rndc.conf'), 'reload'],
    forward: path('db.farm'),
    reverse: path('db.10.10'),
    reverse6: path('db.2001'),
    read: (file) => readFileSync(file, 'utf8'),
    stop: async () => {
      await daemon.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
