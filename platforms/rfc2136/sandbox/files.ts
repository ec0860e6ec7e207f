import { join } from 'node:path';
import { reverseName } from '../../../src/farm/reverse-name.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

/** A primary server that takes dynamic updates, in the sandbox: the seed's two zones, and one of ip6.arpa where the farm has IPv6. */
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
      ...vms.flatMap(({ instance, address6 }) => (address6 ? [`${instance}. 604800 AAAA ${address6}`] : [])),
    ]),
    'state/primary/10.10.in-addr.arpa': zone('10.10.in-addr.arpa', [
      '1.59.10.10.in-addr.arpa. 604800 PTR host01.farm.',
      '100.59.10.10.in-addr.arpa. 604800 PTR gnt-cluster.farm.',
      ...vms.map(({ instance, number }) => `${number}.60.10.10.in-addr.arpa. 604800 PTR ${instance}.`),
    ]),
    ...(vms.some(({ address6 }) => address6) && {
      [`state/primary/${arpa6}`]: zone(
        arpa6,
        vms.map(({ instance, address6 = '' }) => `${reverseName(address6)}. 604800 PTR ${instance}.`),
      ),
    }),
  }),
  state: ['primary'],
  lasting: (text) => text.replace(/^serial \d+$/gm, 'serial SERIAL'),
  farmYaml: ({ services: { name, folder }, ipv6 }) => ({
    dns: {
      kind: 'rfc2136',
      host: name,
      forward: { zone: 'farm' },
      reverse: { zone: '10.10.in-addr.arpa' },
      ...(ipv6 && { reverse6: { zone: arpa6 } }),
      key: `${folder}/etc/bind/farmhand.key`,
    },
  }),
  /** What makes its action fail. */
  breaks: { 'rfc2136.record': { tool: 'nsupdate' } },
};

const arpa6 = '8.b.d.0.1.0.0.2.ip6.arpa';

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
