import { join } from 'node:path';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

/** A primary server that takes dynamic updates, in the sandbox: the seed's two zones. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  folders: ['state/primary'],
  files: ({ vms }) => ({
    'etc/bind/farmhand.key': key,
    'state/primary.key': key,
    'state/primary/farm': zone('farm', [
      'gnt-cluster.farm. 604800 A 10.10.59.100',
      'host01.farm. 604800 A 10.10.59.1',
      ...vms.map(({ instance, number }) => `${instance}. 604800 A 10.10.60.${number}`),
    ]),
    'state/primary/10.10.in-addr.arpa': zone('10.10.in-addr.arpa', [
      '1.59.10.10.in-addr.arpa. 604800 PTR host01.farm.',
      '100.59.10.10.in-addr.arpa. 604800 PTR gnt-cluster.farm.',
      ...vms.map(({ instance, number }) => `${number}.60.10.10.in-addr.arpa. 604800 PTR ${instance}.`),
    ]),
  }),
  state: ['primary'],
  lasting: (text) => text.replace(/^serial \d+$/gm, 'serial SERIAL'),
  farmYaml: ({ services: { name, folder } }) => ({
    dns: {
      kind: 'rfc2136',
      host: name,
      forward: { zone: 'farm' },
      reverse: { zone: '10.10.in-addr.arpa' },
      key: `${folder}/etc/bind/farmhand.key`,
    },
  }),
  /** What makes its action fail. */
  breaks: { 'rfc2136.record': { tool: 'nsupdate' } },
};

/** Of the sandbox alone: it is no secret. */
const key = `key "farmhand" {
\talgorithm hmac-sha256;
\tsecret "c2FuZGJveCBvbmx5IHNhbmRib3ggb25seQ==";
};
`;

/** As the stand-ins keep a zone (tools/lib/primary.sh). */
function zone(name: string, records: readonly string[]): string {
  return ['serial 2011031200', `${name}. 604800 NS host01.farm.`, ...records, ''].join('\n');
}
