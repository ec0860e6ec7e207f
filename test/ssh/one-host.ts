import { afterAll, beforeAll } from 'vitest';
import type { Host } from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

/** The server of a suite that called `useHost`, and the host as farmhand sees it. */
export let sshd: Sshd;
export let host: Host;

/** A real sshd and one connection to it for all tests of a suite. */
export function useHost(): void {
  let hosts: ReturnType<typeof createHosts>;
  beforeAll(async () => {
    sshd = await startSshd();
    hosts = createHosts([sshd.settings()]);
    host = hosts.host('host01');
  });
  afterAll(async () => {
    await hosts.close();
    await sshd.remove();
  });
}
