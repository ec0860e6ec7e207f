import type { GuessedSettings } from '../farm/discovery.ts';
import type { Node } from '../farm/state.ts';
import type { Search } from './search.ts';

/** What the hosts call themselves, and where to tell what a person should know. */
type Named = Pick<Search, 'machines' | 'remarks'>;

/** The host that is each node of a cluster that has several. `usual`: the node of new VMs, of which it is told elsewhere. */
export function nodesOf(nodes: readonly Node[], usual: string, search: Named): { readonly nodes?: GuessedSettings } {
  if (nodes.length < 2) return {};
  const hosts = nodes.flatMap(({ name }) => {
    const value = hostCalled(name, search);
    if (value !== undefined) return [[name, { value, from: 'what that host calls itself' }] as const];
    if (name !== usual)
      search.remarks.push(
        `no host calls itself ${name}, a node of the cluster: give farmhand init that host too, if VMs are on it`,
      );
    return [];
  });
  return hosts.length > 0 ? { nodes: Object.fromEntries(hosts) } : {};
}

/** The host that calls itself as a node is called; undefined: none of those that were looked at. */
export function hostCalled(node: string, { machines }: Pick<Named, 'machines'>): string | undefined {
  const short = (name: string) => name.split('.')[0];
  const all = [...machines];
  const same = all.find(([, name]) => name === node) ?? all.find(([, name]) => short(name) === short(node));
  return same?.[0];
}
