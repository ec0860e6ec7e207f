import { vms6 } from '../../src/sandbox/vms.ts';
import { inTurn } from './in-turn.ts';

/** The AAAA record fails as the A record before it does. */
const of = (id: string) => /^(ptr6-record|firewall6)$/.test(id);

await inTurn('a clone on a farm with IPv6', {
  prepare: async () => 'clone gallifrey dev',
  hand: 'beside',
  of,
  settings: { vms: vms6 },
});
