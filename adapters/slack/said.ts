import type { Incoming, IncomingVote, Speaker, Where } from '../../src/bot/incoming.ts';
import type { Heard } from './hear.ts';
import { actions } from './plan.ts';
import { voteOf } from './reactions.ts';
import type { SlackSettings } from './settings.ts';

/** What was said as the bot takes it; undefined when it is a vote. A press of "Show plan" is a question for it, answered in the thread. */
export function incomingOf(heard: Heard, speaker: Speaker): Incoming | undefined {
  const id = heard.keys.at(-1) ?? '';
  switch (heard.is) {
    case 'message':
      return {
        where: at(heard.channel, heard.thread),
        speaker,
        text: heard.text,
        id,
        ...(heard.aside && { aside: true }),
      };
    case 'command':
      return { where: at(heard.channel), speaker, text: heard.text, id };
    case 'button': {
      if (heard.action !== actions.plan) return undefined;
      const text = `plan ${heard.value.split(' ')[0]}`;
      return { where: at(heard.channel, heard.thread ?? heard.message), speaker, text, id };
    }
    case 'reaction':
      return undefined;
  }
}

/** A reaction that is a vote, or a button that is one; undefined for others. */
export function incomingVoteOf(
  heard: Heard,
  speaker: Speaker,
  names: SlackSettings['reactions'],
): IncomingVote | undefined {
  if (heard.is === 'button') {
    const vote = voteOn(heard.action);
    return (
      vote && {
        where: at(heard.channel, heard.thread),
        speaker,
        message: heard.message,
        vote,
        withdrawn: false,
        ...runOn(heard.value),
      }
    );
  }
  if (heard.is !== 'reaction') return undefined;
  const vote = voteOf(heard.name, names);
  return vote && { where: at(heard.channel), speaker, message: heard.message, vote, withdrawn: heard.removed };
}

/** The vote that a button is; undefined where it is none. */
function voteOn(action: string): IncomingVote['vote'] | undefined {
  return action === actions.approve || action === actions.deny ? action : undefined;
}

/** The run whose number is on a button. */
function runOn(value: string): { readonly run?: number } {
  const [, run] = /^([1-9]\d{0,8}) /.exec(value) ?? [];
  return run === undefined ? {} : { run: Number(run) };
}

/** Direct messages have ids of their own kind: https://docs.slack.dev/reference/objects/conversation-object */
function at(channel: string, thread?: string): Where {
  return { platform: 'slack', channel, private: channel.startsWith('D'), ...(thread !== undefined && { thread }) };
}
