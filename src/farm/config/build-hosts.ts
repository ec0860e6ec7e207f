import type { HostSettings } from '../../ssh/settings.ts';
import { namesOf } from '../naming.ts';
import { besideFile } from './beside-file.ts';
import type { Sections } from './sections.ts';

/** The VMs that build, as hosts of their names. `nodeHost`: the host of the node they are on. */
export function buildHosts(
  { vms, hosts, naming }: Sections,
  nodeHost: string,
  around: { readonly folder: string; readonly env: Readonly<Record<string, string | undefined>> },
): readonly (readonly [string, HostSettings])[] {
  const node = hosts[nodeHost];
  return Object.entries(vms).flatMap(([name, vm]) => {
    if (!vm.build || !node) return [];
    const { ssh } = vm.build;
    const { instance } = namesOf(naming, name, { ...(vm.instance && { instance: vm.instance }) });
    const keys = ssh.keys ?? node.keys;
    const agent = keys.length === 0 ? (node.agent ?? around.env.SSH_AUTH_SOCK) : undefined;
    const jump = ssh.jump ?? (ssh.address === undefined ? nodeHost : undefined);
    const settings: HostSettings = {
      name,
      address: ssh.address ?? instance,
      port: ssh.port,
      user: ssh.user,
      keyFiles: keys.map((key) => besideFile(key, around)),
      ...(agent && { agent: besideFile(agent, around) }),
      knownHostsFile: besideFile(ssh.known_hosts ?? node.known_hosts, around),
      ...(jump && { jump }),
      sudo: ssh.sudo ?? ssh.user !== 'root',
      state: ssh.state,
      path: ssh.path,
    };
    return [[name, settings] as const];
  });
}
