import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRedisJournal } from '../../../src/journal/redis/journal.ts';
import { redisAddress } from '../../../src/redis/address.ts';
import { freePorts } from '../../support/daemon.ts';
import { type RedisServer, startRedis } from '../../support/redis.ts';
import { needs } from '../../support/servers.ts';

const program = fileURLToPath(new URL('../writer.ts', import.meta.url));

needs('redis-server', 'openssl')('the Redis journal, by TLS', () => {
  let folder: string;
  let server: RedisServer;
  let url: string;
  const cert = () => join(folder, 'cert.pem');
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-tls-'));
    const key = join(folder, 'key.pem');
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const who = ['-subj', '/CN=redis', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert()];
    execFileSync('openssl', [...made, ...who], { stdio: 'ignore' });
    const [port = 0] = await freePorts(1);
    const files = [`tls-cert-file ${cert()}`, `tls-key-file ${key}`, `tls-ca-cert-file ${cert()}`];
    server = await startRedis({ config: [`tls-port ${port}`, 'tls-auth-clients no', ...files] });
    url = `rediss://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await server.remove();
    rmSync(folder, { recursive: true });
  });

  it('is not opened where nobody vouches for the certificate, and says how to name its CA', async () => {
    const began = Date.now();
    await expect(openRedisJournal(redisAddress(url))).rejects.toThrow(
      /is not to be had: its certificate is self-signed: name its CA in NODE_EXTRA_CA_CERTS/,
    );
    // Not tried again for 5 s, which would change nothing.
    expect(Date.now() - began).toBeLessThan(4_900);
  });

  it('is opened where the CA is known', async () => {
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: cert() };
    const { stdout } = await promisify(execFile)(process.execPath, [program, url, '3'], { env });
    expect(stdout).toMatch(/^2 [0-9a-f]{64}\n/);
  });
});
