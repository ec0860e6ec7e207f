import type { Planning } from '../src/bot/command.ts';
import { admits, askers, whoMay } from '../src/bot/policy.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { drilling, drillSource } from '../src/bot/survey/drilling.ts';

export const drill: Planning = {
  name: 'drill',
  kind: 'plan',
  risk: 'safe',
  elsewhere: ['verify', 'rehearse', 'restore-test'],
  usage: 'drill VM [N]',
  summary: 'Restores a VM into one without network, sees whether it boots, and removes that again.',
  details: [
    'Of a VM that is there a snapshot is restored; of one that is in the bin its disks there, as !undo would bring them back. N is the run that destroyed it, where that is not clear.',
    'It has booted once its guest gives memory back, by the balloon driver of its kernel; whether its services run nobody can tell without network. Of ext file systems the copy is checked (e2fsck -fn).',
    '!status VM says when that last went well, and how long it took. farm.yaml can have it done every so many days (drill).',
  ],
  examples: [
    { say: 'drill gallifrey', shows: 'it booted: its guest gave memory back' },
    { after: ['drill gallifrey'], say: 'status gallifrey', shows: 'last proven restore' },
    {
      after: ['clone gallifrey dev', 'destroy gallifrey-dev'],
      say: 'drill gallifrey-dev',
      shows: 'drill gallifrey-dev, which run 2 put into the bin',
    },
    { say: 'drill galifrey', shows: 'Did you mean gallifrey?' },
  ],
  plan: async ({ args: [name = '', number], farm, person, look, pending, read }) => {
    const state = await look();
    const source = drillSource(farm, state, name, number);
    const who = source.vm.protected
      ? askers(farm.policy, { command: 'clone', about: 'disruptive', vms: [source.vm.name] })
      : [];
    const barring = who.find((one) => !admits(one, person));
    if (barring !== undefined)
      throw new Refusal(`${source.vm.name} is protected: only ${whoMay(barring)} may clone it, and so drill it.`);
    return drilling(farm, source, { state, pending: await pending(), read });
  },
};
