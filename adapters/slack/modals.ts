import type { types } from '@slack/bolt';
import type { Reply } from '../../src/bot/adapter.ts';
import { paged } from '../../src/bot/page.ts';
import { counted } from '../../src/bot/words.ts';
import { answered, fitting } from './answer.ts';
import { type Block, context, marked } from './blocks.ts';
import { button } from './buttons.ts';
import { metadataOf, type Place } from './hear-view.ts';
import { cut } from './plain.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** Questions one press asks; what is answered is shown to that person alone, in the same place. */
const questions: readonly (readonly [text: string, say: string])[] = [
  ['The farm', 'status'],
  ['My VMs', 'list mine'],
  ['What waits for me', 'runs waiting'],
  ['Runs', 'runs'],
  ['All commands', 'help'],
];

/** The modal that `/farmhand` alone opens: what one press asks, and the form of a clone. `shown`: the answer to what was pressed. */
export function choiceModal(place: Place, shown?: Reply): types.ModalView {
  const asks = questions.map(([text, say]) => button(`ask:${say}`, text, say, { label: `Ask farmhand: ${say}` }));
  const clone = button('open:clone', 'Clone a VM…', 'clone', { label: 'Open the form of a clone', style: 'primary' });
  return {
    type: 'modal',
    callback_id: 'choice',
    private_metadata: metadataOf(place),
    title: plain('farmhand'),
    close: plain('Close'),
    blocks: [{ type: 'actions', elements: [clone, ...asks] }, ...(shown ? contentOf(shown) : [])],
  };
}

/** The input for a conversation, by which Slack shows what is wrong with it. */
export const placeInput = 'clone-place';

/** The form of a clone. `place`: where its plan is to be shown, unless another one is chosen. */
export function cloneModal(place: Place | undefined): types.ModalView {
  const input = (label: string, element: types.InputBlock['element'], more: Partial<types.InputBlock> = {}): Block => ({
    type: 'input',
    block_id: `clone-${'action_id' in element ? element.action_id : ''}`,
    label: plain(label),
    element,
    ...more,
  });
  return {
    type: 'modal',
    callback_id: 'clone',
    title: plain('Clone a VM'),
    submit: plain('Show the plan'),
    close: plain('Not now'),
    blocks: [
      input('Which one', {
        type: 'external_select',
        action_id: 'source',
        min_query_length: 0,
        placeholder: plain('a VM'),
      }),
      input(
        'Suffix of the name',
        { type: 'plain_text_input', action_id: 'suffix', placeholder: plain('dev') },
        { hint: plain('gallifrey and dev make gallifrey-dev') },
      ),
      input(
        'For how long',
        { type: 'plain_text_input', action_id: 'time', placeholder: plain('14d') },
        { optional: true, hint: plain('Empty: without an end') },
      ),
      input('Where its plan is shown', {
        type: 'conversations_select',
        action_id: 'place',
        filter: { include: ['public', 'private', 'im'], exclude_bot_users: false },
        ...(place ? { initial_conversation: place.channel } : { default_to_current_conversation: true }),
      }),
    ],
  };
}

/** While the farm is looked at. */
export function lookingModal(): types.ModalView {
  return {
    type: 'modal',
    title: plain('Clone a VM'),
    close: plain('Not now'),
    blocks: [marked('Looking at the farm…')],
  };
}

/** What a command would do: its values, what it costs; it can be asked for where it can be done. */
export function previewModal(place: Place, command: string, reply: Reply): types.ModalView {
  const wanted = reply.tone === 'answer';
  return {
    type: 'modal',
    ...(wanted && { callback_id: 'wants', private_metadata: metadataOf(place, command), submit: plain('Ask for it') }),
    title: plain('Clone a VM'),
    close: plain('Not now'),
    blocks: contentOf(reply),
  };
}

/** An answer in a view, which has no file beside it, and no next page. */
function contentOf(reply: Reply): Block[] {
  const { page } = paged(reply, fitting(reply));
  const { left = 0, ...shown } = page;
  const { blocks } = answered(shown, undefined, false);
  return [...blocks, ...(left > 0 ? [context(`and ${counted(left, 'more line')}: ask me directly`)] : [])];
}

/** VMs as a picker offers them: Slack takes a hundred. */
export function optionsOf(
  names: readonly string[],
  typed: string,
): { readonly options: readonly types.PlainTextOption[] } {
  const like = typed.trim().toLowerCase();
  const options = names.filter((name) => name.toLowerCase().includes(like)).slice(0, 100);
  return { options: options.map((name) => ({ text: plain(cut(name, 75)), value: cut(name, 150) })) };
}
