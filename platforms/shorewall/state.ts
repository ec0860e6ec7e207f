import { joined } from '../../src/farm/inventory.ts';
import { type Part, part } from '../../src/farm/read-parts.ts';
import type { FirewallState } from '../../src/farm/state.ts';
import { folder6Fact, folderFact, params6Of, type WallFiles } from './folder.ts';
import { firewallState } from './inventory.ts';
import { wall6State } from './inventory6.ts';
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
  rules6,
  params6,
}: Pick<
  ShorewallSettings,
  'host' | 'folder' | 'rules' | 'params' | 'publicAddress' | 'rules6' | 'params6'
>): Part<FirewallState> {
  return part({
    facts: {
      found: folderFact(host, folder, rules, params),
      running: natRulesIfTold(host),
      found6: rules6 === undefined ? undefined : folder6Fact(host, rules6, params6),
    },
    make: ({ found, running, found6 }) => {
      requireFiles(host, found, [rules, params]);
      const state = firewallState(wallOf(found, rules, params), running, publicAddress);
      if (rules6 === undefined || !found6) return state;
      requireFiles(host, found6, [rules6]);
      const wall6 = wallOf(found6, rules6, params6 ?? params6Of(rules6));
      const six = wall6State(wall6, { paramsEdited: params6 !== undefined });
      return { ...state, rules6: six.rules, inventory: joined(state.inventory, six.inventory) };
    },
  });
}

function requireFiles(host: string, { files }: WallFiles, paths: readonly string[]): void {
  for (const path of paths) {
    const file = files.find((one) => one.path === path);
    if (!file) throw new Error(`${host}: there is no file ${path}`);
    if (file.text === null) throw new Error(`${host}: cannot read ${path}`);
  }
}
