import { reachable, unapprovable } from '../bot/approvable.ts';
import type { Command } from '../bot/command.ts';
import { alwaysTakesTwo } from '../bot/policy.ts';
import { counted, listed } from '../bot/words.ts';
import type { Farm } from '../farm/farm.ts';
import type { Finding } from '../farm/finding.ts';

/** Finds what nobody could ever approve, as where there is only one person: a second one is needed, or a rule by which the asker counts. */
export function examinePolicy(
  farm: Pick<Farm, 'people' | 'chat' | 'policy' | 'vms'>,
  commands: readonly Command[],
): readonly Finding[] {
  const people = reachable(farm);
  const stuck = unapprovable(farm, commands, people);
  const even = unapprovable(farm, commands, people, true);
  const named = (name: string) => {
    const deed = name === 'unfreeze' ? '!freeze off of what somebody else has frozen (unfreeze)' : `a ${name}`;
    const what = commands.some((known) => known.name === name) ? `!${name}` : deed;
    return even.includes(name) ? what : `${what} of a VM that is not the asker's own`;
  };
  // What is for two people whatever the policy says is no mistake of a farm that has one.
  if (stuck.every(alwaysTakesTwo)) return [];
  const those = `${counted(people.length, 'person', 'people')} can speak here${people.length > 0 ? ` (${listed(people.map(({ name }) => name))})` : ''}`;
  return [
    {
      is: 'warning',
      about: 'policy',
      says: `nobody could approve ${listed(stuck.map(named))}: ${those}, and whoever asks is not enough`,
      mend: 'List more people, with an identity on the console or on a chat platform there is; or let the asker count, by a rule such as {commands: [destroy], approvals: {need: 1, asker_counts: true}}.',
    },
  ];
}
