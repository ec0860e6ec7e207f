import { wrongOptions } from './elements.ts';
import { type Block, limits, type Refusal, refused } from './limits.ts';
import { refusedView, type View } from './view.ts';

/** What an app sends to be shown: arguments of a call, an answer at a response_url, or beside an acknowledgement. */
export interface Sent {
  readonly text?: string;
  readonly blocks?: string | readonly Block[];
  readonly view?: string | View;
  readonly options?: unknown;
}

/**
 * Why Slack refuses what is sent, by its documented limits; undefined: it does not. `to`: the method, `response_url`, or `ack`. The one place
 * that the double asks, for whatever comes to it.
 */
export function refusedPayload(to: string, { text = '', blocks, view, options }: Sent): Refusal | undefined {
  if (to.startsWith('views.'))
    return refusedView(parsed<View>(view) ?? none, to === 'views.publish' ? 'home' : 'modal');
  if (view !== undefined) return refusedView(parsed<View>(view) ?? none, 'modal');
  if (options !== undefined && !isEmpty(options)) {
    const why = wrongOptions(options);
    return why === undefined ? undefined : { error: 'invalid_options', why };
  }
  const shown = parsed<readonly Block[]>(blocks) ?? [];
  if (to === 'chat.update' && Buffer.byteLength(text) > limits.changedText)
    return { error: 'msg_too_long', why: `${Buffer.byteLength(text)} bytes of text` };
  if (/^chat\./.test(to) && text === '' && shown.length === 0) return { error: 'no_text', why: 'nothing to say' };
  return refused(shown);
}

const none: View = { type: 'none', blocks: [] };

/** An external menu may have nothing to choose from. */
function isEmpty(options: unknown): boolean {
  return Array.isArray(options) && options.length === 0;
}

function parsed<T>(given: string | T | undefined): T | undefined {
  return typeof given === 'string' ? (JSON.parse(given) as T) : given;
}
