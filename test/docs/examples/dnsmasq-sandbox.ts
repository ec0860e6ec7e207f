import { join } from 'node:path';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

/** dnsmasq in the sandbox: a line a VM. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  files: ({ vms }) => ({
    'etc/dnsmasq.hosts': vms.map(({ instance, mac, number }) => `${mac},10.10.60.${number},${instance}\n`).join(''),
  }),
  services: ['dnsmasq'],
  loaded: ['dnsmasq'],
  state: ['dnsmasq'],
  farmYaml: ({ services: { name, folder } }) => ({
    dhcp: { kind: 'dnsmasq', host: name, file: `${folder}/etc/dnsmasq.hosts` },
  }),
  /** What makes its action fail. */
  breaks: { 'dnsmasq.host': { tool: 'systemctl', when: 'reload dnsmasq' } },
};
