import type { Incoming, IncomingVote, Speaker, Where } from '../../src/bot/incoming.ts';
import type { Said } from '../../src/bot/said.ts';
import type { Heard } from './hear.ts';
import { typedBy } from './offers.ts';
import { actions } from './plan.ts';
import { voteOf } from './reactions.ts';
import type { SlackSettings } from './settings.ts';

/** What was heard as the bot takes it, its speaker being whom Slack names; undefined when it is neither said to farmhand nor a vote. */
export function saidIn(heard: Heard, names: SlackSettings['reactions']): Said | undefined {
  const at = Date.now();
  const message = incomingOf(heard);
  if (message) return { message, at };
  const vote = incomingVoteOf(heard, names);
  return vote && { vote, at };
}

/** What was said; undefined when it is a vote. A press of "Show plan", or of a button that types a command, is answered in the thread. */
function incomingOf(heard: Heard): Incoming | undefined {
  const [speaker, id] = [named(heard), identified(heard)];
  switch (heard.is) {
    case 'message':
      return {
        where: at(heard.channel, heard.thread),
        speaker,
        text: heard.text,
        ...id,
        ...(heard.aside && { aside: true }),
      };
    case 'command':
      return { where: at(heard.channel), speaker, text: heard.text, ...id };
    case 'button': {
      const text = heard.action === actions.plan ? `plan ${heard.value.split(' ')[0]}` : typedBy(heard);
      if (text === undefined) return undefined;
      return { where: at(heard.channel, heard.thread ?? heard.message), speaker, text, ...id };
    }
    case 'reaction':
      return undefined;
  }
}

/** A reaction that is a vote, or a button that is one; undefined for others. */
function incomingVoteOf(heard: Heard, names: SlackSettings['reactions']): IncomingVote | undefined {
  const [speaker, id] = [named(heard), identified(heard)];
  if (heard.is === 'button') {
    const [vote, run] = [voteOn(heard.action), runOn(heard.value)];
    if (vote === undefined || run === undefined) return undefined;
    const where = at(heard.channel, heard.thread);
    return { where, speaker, message: heard.message, ...id, vote, withdrawn: false, run };
  }
  if (heard.is !== 'reaction') return undefined;
  const vote = voteOf(heard.name, names);
  return vote && { where: at(heard.channel), speaker, message: heard.message, ...id, vote, withdrawn: heard.removed };
}

/** Whom Slack names; whether they are a guest, and so nobody, is not known of them yet. */
function named({ user }: Heard): Speaker {
  return { platform: 'slack', nick: user, account: null };
}

/** By which it is known again, however Slack delivers it: a message by its place and time, since a mention comes as two events. */
function identified({ keys }: Heard): { readonly id?: string } {
  const id = keys.at(-1);
  return id === undefined ? {} : { id };
}

/** The vote that a button is; undefined where it is none. */
function voteOn(action: string): IncomingVote['vote'] | undefined {
  return action === actions.approve || action === actions.deny ? action : undefined;
}

/** The run whose number is on a button. */
function runOn(value: string): number | undefined {
  const [, run] = /^([1-9]\d{0,8}) /.exec(value) ?? [];
  return run === undefined ? undefined : Number(run);
}

/** Direct messages have ids of their own kind: https://docs.slack.dev/reference/objects/conversation-object */
function at(channel: string, thread?: string): Where {
  return { platform: 'slack', channel, private: channel.startsWith('D'), ...(thread !== undefined && { thread }) };
}
