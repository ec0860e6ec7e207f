import { userInfo } from 'node:os';
import type { Draft } from '../src/init/draft.ts';
import type { Questions } from './questions.ts';

type Talk = Pick<Draft, 'person' | 'chat'> & {
  /** Variables of the environment it needs. */
  readonly secrets: readonly string[];
};

/** Where people talk, and who the one is who asks. */
export async function askedChat(questions: Questions): Promise<Talk> {
  const login = userInfo().username;
  const which = await place(questions);
  const name = await questions.ask('Your name in plans and approvals', login);
  const identities = { console: login };
  if (which === 'irc') {
    const host = await questions.ask('IRC server');
    const channel = await questions.ask('Channel', '#farm');
    const account = await questions.ask("farmhand's own services account", 'farmhand');
    const own = await questions.ask('Your services account (not your nick)', name);
    return {
      person: { name, identities: { ...identities, irc: own } },
      chat: { irc: { host, channels: [channel], sasl: 'plain', account } },
      secrets: ['FARMHAND_IRC_PASSWORD'],
    };
  }
  if (which === 'slack') {
    const channel = await questions.ask('Id of the channel, such as C0123456789');
    const own = await questions.ask(
      'Your TEAM/USER in Slack, such as T0123456789/U0123456789 (empty: later, !whoami tells it)',
      '',
    );
    return {
      person: { name, identities: { ...identities, ...(own !== '' && { slack: own }) } },
      chat: { slack: { channels: [channel] } },
      secrets: ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
    };
  }
  return { person: { name, identities }, chat: {}, secrets: [] };
}

async function place(questions: Questions): Promise<string> {
  for (;;) {
    const which = await questions.ask(
      'Where do people talk to farmhand: console (this terminal only), irc or slack',
      'console',
    );
    if (['console', 'irc', 'slack'].includes(which.toLowerCase())) return which.toLowerCase();
  }
}
