import type { webApi } from '@slack/bolt';
import { late, within } from '../../src/time/within.ts';
import { inShort, refusalIn } from './call.ts';

/** Milliseconds, of the 3000 in which a slash command is to be acknowledged, spent on finding out where it was typed. */
const patience = 2000;

const outside = 'I am not in this conversation: /invite me first, or write to me directly.';

const unadded =
  'I was not added to this workspace, so I cannot answer here: an administrator of the organisation adds the app. Nothing was done.';

/**
 * Why a command typed there is not done, for the person: nobody would see what comes of it, or Slack does not tell whether anybody
 * would. Undefined when it can be answered.
 */
export async function whyNoAnswer(client: webApi.WebClient, channel: string): Promise<string | undefined> {
  const why = await within(patience, found(client, channel));
  return why === late ? unsure('it does not answer in time') : why;
}

async function found(client: webApi.WebClient, channel: string): Promise<string | undefined> {
  try {
    const { channel: info } = await client.conversations.info({ channel });
    if (info?.is_archived) return 'This conversation is archived, so I cannot answer in it. Nothing was done.';
    return info?.is_member || info?.is_im || info?.is_mpim ? undefined : outside;
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === 'team_access_not_granted') return unadded;
    return refusal === 'channel_not_found' ? outside : unsure(inShort(error));
  }
}

function unsure(why: string): string {
  return `Slack does not tell me whether I can answer you here (${why}). Nothing was done: say it in a message here, or write to me directly.`;
}
