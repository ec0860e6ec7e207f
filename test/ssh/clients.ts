import { appendFileSync } from 'node:fs';
import { createHosts } from '../../src/ssh/hosts.ts';
import type { HostSettings } from '../../src/ssh/settings.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { type DelayProxy, startDelayProxy } from '../support/delay-proxy.ts';
import type { Sshd } from '../support/sshd.ts';

/** Hosts whose connections are closed after the test. */
export function connectTo(...settings: HostSettings[]) {
  const hosts = createHosts(settings);
  afterThisTest(hosts.close);
  return hosts.host;
}

/** A proxy in front of a host, known by the same keys; closed after the test. */
export async function proxyTo(sshd: Sshd, delay = 0): Promise<DelayProxy> {
  const proxy = await startDelayProxy(sshd.port, delay);
  afterThisTest(proxy.close);
  appendFileSync(sshd.knownHostsFile, sshd.hostKeys.map((key) => `[127.0.0.1]:${proxy.port} ${key}\n`).join(''));
  return proxy;
}
