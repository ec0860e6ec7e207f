import type { Reading } from '../src/bot/command.ts';
import { everything, freezesAt, freezing, frozenLines } from '../src/bot/freezes.ts';
import { ownedText, possessive } from '../src/bot/owned-text.ts';
import { ownerships } from '../src/bot/ownership.ts';
import { disagreements } from '../src/bot/survey/disagreements.ts';
import { ownerNamed } from '../src/bot/survey/owner-named.ts';
import { quotaText } from '../src/bot/survey/quota.ts';
import type { VmState } from '../src/bot/survey/seen-vm.ts';
import { stateOf, vmStates } from '../src/bot/survey/vm-state.ts';
import { counted, table } from '../src/bot/words.ts';
import { known, unknowns } from '../src/farm/reading.ts';

export const list: Reading = {
  name: 'list',
  kind: 'read',
  elsewhere: ['ls', 'vms', 'instances', 'inventory', 'machines'],
  usage: 'list [PERSON]',
  summary: 'Lists the VMs, or those of one person: !list mine.',
  details: [
    'With whose each is and when it ends, where that was decided, and of a person how much of their quota they have; and what is frozen.',
  ],
  examples: [
    { say: 'list', shows: 'gallifrey' },
    { say: 'list mine', shows: 'No VM is yours.' },
    { after: ['clone gallifrey dev for 14d'], say: 'list mine', shows: 'yours until ' },
    { after: ['freeze gallifrey until 2099-01-01 because it is shown'], say: 'list', shows: 'frozen' },
    { say: 'list nobody', shows: 'farm.yaml lists nobody called nobody' },
  ],
  answer: async (context) => {
    const { farm, recent, runService, args, pending } = context;
    const whose = args[0] === undefined ? undefined : ownerNamed(context, args[0]);
    const [state, held, decided] = await Promise.all([
      recent.look(),
      ownerships(runService),
      runService.decided(freezing),
    ]);
    const freezes = freezesAt(decided, new Date());
    const isFrozen = (vm: string) => freezes.some(({ about }) => about === vm);
    const own = (seen: VmState) => held.of(seen.vm.name, seen.instance);
    const several = known(state.nodes, []).length > 1;
    const shown = vmStates(farm, state).filter((seen) => whose === undefined || own(seen).owner === whose);
    const rows = shown.map((seen) => {
      const differ = disagreements(farm, state, seen).length;
      const notes = [
        ...(seen.vm.protected ? ['protected'] : []),
        ...ownedText(own(seen), context.person),
        ...(isFrozen(seen.vm.name) ? ['frozen'] : []),
        ...(differ > 0 ? [`${counted(differ, 'thing')} to look at`] : []),
      ];
      return [
        seen.vm.name,
        stateOf(seen),
        ...(several ? [seen.instance?.node ?? ''] : []),
        seen.addresses[0] ?? '',
        notes.join(', '),
      ];
    });
    const missing = unknowns(state);
    const all = whose === undefined ? 'There is no VM.' : `No VM is ${possessive(whose, context.person)}.`;
    const none = missing.length > 0 ? 'I found no VM, and could not look everywhere:' : all;
    const has = whose && quotaText({ farm, state, pending: await pending(), held }, whose);
    const lines = rows.length > 0 ? table(rows) : [none];
    return {
      tone: 'answer',
      lines: [
        ...lines,
        ...frozenLines(
          freezes.filter(({ about }) => about === everything),
          farm.timezone,
        ),
        ...(has ? [`Quota: ${has}.`] : []),
        ...missing.map((why) => `Not known: ${why}`),
      ],
      more: '!status VM',
    };
  },
};
