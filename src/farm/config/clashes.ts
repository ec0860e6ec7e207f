import { builders, hostRoles, jumps, nodes } from './check-hosts.ts';
import { exclusions, reverseZone, sshPorts } from './check-network.ts';
import { network6, reverseZone6 } from './check-network6.ts';
import { networks } from './check-networks.ts';
import { identities, names, policyRoles } from './check-people.ts';
import { ticketLink } from './check-tickets.ts';
import { namingRules, vmNames, vmSettings } from './check-vms.ts';
import { type CommandWords, policyCommands } from './command-words.ts';
import type { Problem } from './problems.ts';
import type { Sections } from './sections.ts';

const checks = [
  hostRoles,
  nodes,
  jumps,
  builders,
  namingRules,
  reverseZone,
  network6,
  reverseZone6,
  exclusions,
  sshPorts,
  vmNames,
  vmSettings,
  names,
  identities,
  networks,
  policyRoles,
  ticketLink,
];

/** What fits the schema and still cannot be, from the sections that were read without error. */
export function clashes(sections: Partial<Sections>, commands?: CommandWords): readonly Problem[] {
  return [...checks.flatMap((check) => check(sections)), ...policyCommands(sections, commands)];
}
