import type { FileState } from '../../ssh/host.ts';
import type { FirewallSettings } from '../farm.ts';
import { emptyInventory } from '../inventory.ts';
import type { Part } from '../read-parts.ts';
import type { FirewallState } from '../state.ts';
import { fileFact, textOf } from '../text/file.ts';
import { paramsOf } from './params.ts';
import { forwards } from './rules.ts';

/** What shorewall's files say: variables, and ports that lead to VMs. */
export function firewallPart({ host, rules, params }: FirewallSettings): Part<FirewallState> {
  return {
    facts: [fileFact(host, rules), fileFact(host, params)],
    make: ([ruleFile, paramFile]) => {
      const [ruleText, paramText] = [textOf(rules, ruleFile as FileState), textOf(params, paramFile as FileState)];
      return {
        params: paramsOf(paramText).map(({ name, value, entry }) => ({ name, value, line: entry.line + 1 })),
        forwards: forwards(ruleText, paramText),
        inventory: emptyInventory,
      };
    },
  };
}
