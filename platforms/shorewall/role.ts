import type { Firewall } from '../../src/farm/roles/firewall.ts';
import { connectionsPart } from './connections.ts';
import { paramProblem } from './names.ts';
import { type ShorewallSettings, settings } from './settings.ts';
import { firewallPart } from './state.ts';
import { admitLike, forward, removeAdmitted, removeForward } from './steps.ts';

/** Shorewall, whose rules and params are edited. */
export const plays: Firewall = {
  kind: 'shorewall',
  settings,
  forward,
  removeForward,
  admitLike,
  removeAdmitted,
  variableProblem: paramProblem,
  forwards: (firewall) => firewallPart(firewall as ShorewallSettings),
  connections: ({ host }, addresses) => connectionsPart(host, addresses),
};
