import { type Part, part } from '../../src/farm/read-parts.ts';
import type { FirewallState } from '../../src/farm/state.ts';
import { folderFact } from './folder.ts';
import { firewallState } from './inventory.ts';
import { natRulesIfTold } from './running.ts';
import type { ShorewallSettings } from './settings.ts';
import { wallOf } from './wall.ts';

/** What Shorewall's files and the running rules say: variables, ports that lead to VMs, who has what. */
export function firewallPart({
  host,
  folder,
  rules,
  params,
  publicAddress,
}: Pick<ShorewallSettings, 'host' | 'folder' | 'rules' | 'params' | 'publicAddress'>): Part<FirewallState> {
  return part({
    facts: { found: folderFact(host, folder, rules, params), running: natRulesIfTold(host) },
    make: ({ found, running }) => {
      for (const path of [rules, params]) {
        const file = found.files.find((one) => one.path === path);
        if (!file) throw new Error(`${host}: there is no file ${path}`);
        if (file.text === null) throw new Error(`${host}: cannot read ${path}`);
      }
      return firewallState(wallOf(found, rules, params), running, publicAddress);
    },
  });
}
