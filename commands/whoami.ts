import type { Reading } from '../src/bot/command.ts';
import { stranger } from '../src/bot/people.ts';
import { listed } from '../src/bot/words.ts';

export const whoami: Reading = {
  name: 'whoami',
  kind: 'read',
  elsewhere: ['who', 'me', 'id'],
  usage: 'whoami',
  summary: 'Says who farmhand takes you for, and why.',
  details: [
    'Only what the chat network vouches for counts: a services account, a user id, a login. A nick is not an identity.',
  ],
  examples: [{ say: 'whoami', shows: 'You are' }],
  answer: async ({ person, speaker, identify }) => {
    const { platform, account } = speaker;
    const data = { kind: 'person', name: person?.name ?? null, roles: person?.roles ?? [], platform, account } as const;
    if (!person)
      return { tone: 'answer', lines: [stranger(speaker, identify), 'You may read; !help shows what.'], data };
    const roles =
      person.roles.length > 0
        ? `with the ${person.roles.length > 1 ? 'roles' : 'role'} ${listed(person.roles)}`
        : 'without a role';
    return {
      tone: 'answer',
      lines: [`You are ${person.name}, ${roles}: ${speaker.platform} vouches for ${speaker.account}.`],
      data,
    };
  },
};
