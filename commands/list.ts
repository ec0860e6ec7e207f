import type { Reading } from '../src/bot/command.ts';
import { freezeOf, vmOf } from '../src/bot/documents/vm-of.ts';
import { everything, freezesAt, freezeText, freezing } from '../src/bot/freezes.ts';
import { ownedText } from '../src/bot/owned-text.ts';
import { ownerships } from '../src/bot/ownership.ts';
import { quotaText } from '../src/bot/survey/quota.ts';
import { listedVms, noVm, vmsHeadline } from '../src/bot/survey/vm-overview.ts';
import { stateOf } from '../src/bot/survey/vm-state.ts';
import { askedVms } from '../src/bot/survey/vm-words.ts';
import { counted } from '../src/bot/words.ts';
import { known, unknowns } from '../src/farm/reading.ts';

export const list: Reading = {
  name: 'list',
  kind: 'read',
  elsewhere: ['ls', 'vms', 'instances', 'inventory', 'machines'],
  usage: 'list [WORD…]',
  summary: 'Lists the VMs, or those that fit: mine, a person, down, trouble, a host, gallifrey*.',
  details: [
    'Words that choose: up, down, trouble, protected, mine, a person, a host, a pattern (gallifrey*); several must all hold.',
    'With whose each is and when it ends, where that was decided, and of a person how much of their quota they have; and what is frozen.',
  ],
  examples: [
    { say: 'list', shows: 'gallifrey' },
    { say: 'list up', shows: 'running' },
    { say: 'list mine', shows: 'No VM is yours.' },
    { after: ['clone gallifrey dev for 14d'], say: 'list mine', shows: 'yours until ' },
    { after: ['freeze gallifrey until 2099-01-01 because it is shown'], say: 'list', shows: 'frozen' },
    { say: 'list nobody', shows: 'farm.yaml lists nobody called nobody' },
  ],
  answer: async (context) => {
    const { farm, recent, runService, args, pending, person } = context;
    const state = await recent.look();
    const held = await ownerships(runService);
    const asked = askedVms(context, state, args);
    const freezes = freezesAt(await runService.decided(freezing), new Date());
    const isFrozen = (vm: string) => freezes.some(({ about }) => about === vm);
    const several = known(state.nodes, []).length > 1;
    const vms = listedVms(farm, state, held).filter(asked.fits);
    const rows = vms.map(({ seen, own, trouble }) => [
      seen.vm.name,
      stateOf(seen),
      ...(several ? [seen.instance?.node ?? ''] : []),
      seen.addresses[0] ?? '',
      [
        ...(seen.vm.protected ? ['protected'] : []),
        ...ownedText(own, person),
        ...(isFrozen(seen.vm.name) ? ['frozen'] : []),
        ...(trouble.length > 0 ? [`${counted(trouble.length, 'thing')} to look at`] : []),
      ].join(', '),
    ]);
    const { whose } = asked;
    const has = whose && quotaText({ farm, state, pending: await pending(), held }, whose);
    return {
      tone: 'answer',
      headline: rows.length > 0 ? vmsHeadline(vms) : noVm(asked, state),
      findings: unknowns(state).map((why) => `Not known: ${why}`),
      lines: [
        ...freezes.filter(({ about }) => about === everything).map((freeze) => freezeText(freeze, farm.timezone)),
        ...(has ? [`Quota: ${has}.`] : []),
        ...rows,
      ],
      more: '!status VM',
      data: {
        kind: 'vms',
        vms: vms.map(vmOf),
        freezes: freezes.map(freezeOf),
        ...(has && { quota: has }),
        unknown: unknowns(state),
      },
    };
  },
};
