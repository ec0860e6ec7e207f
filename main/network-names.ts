import { settings } from '../adapters/irc/settings.ts';
import { isNetworkName } from '../src/farm/config/networks.ts';

/** What a server's name has besides its network's. */
const common = new Set(['irc', 'chat', 'com', 'net', 'org', ...Object.keys(settings.shape)]);

/** A name for each IRC network, by its server's: `libera` of irc.libera.chat; `net1` where that gives none that farm.yaml takes, or one twice. */
export function namesOfNetworks(hosts: readonly string[]): readonly string[] {
  const named = hosts.map((host) => host.split('.').find((label) => isNetworkName(label) && !common.has(label)));
  return named.map((name, index) =>
    name !== undefined && named.indexOf(name) === named.lastIndexOf(name) ? name : `net${index + 1}`,
  );
}
