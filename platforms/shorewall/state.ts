import type { Part } from '../../src/farm/read-parts.ts';
import type { FirewallState } from '../../src/farm/state.ts';
import { folderFact, type WallFiles } from './folder.ts';
import { firewallState } from './inventory.ts';
import { type NatRule, natRulesIfTold } from './running.ts';
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
  return {
    facts: [folderFact(host, folder, rules, params), natRulesIfTold(host)],
    make: ([found, running]) => {
      const files = found as WallFiles;
      for (const path of [rules, params]) {
        const file = files.files.find((one) => one.path === path);
        if (!file) throw new Error(`${host}: there is no file ${path}`);
        if (file.text === null) throw new Error(`${host}: cannot read ${path}`);
      }
      const asked = running as readonly NatRule[] | { readonly unknown: string };
      return firewallState(wallOf(files, rules, params), asked, publicAddress);
    },
  };
}
