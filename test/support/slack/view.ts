import { type Wrong, wrongLength, wrongPlain } from './elements.ts';
import { type Block, type Refusal, wrongBlocks } from './limits.ts';

/** What Slack takes of a view. https://docs.slack.dev/reference/views */
const limits = { blocks: 100, title: 24, metadata: 3000, id: 255, bytes: 250_000 } as const;

/** A view as an app gives it: a modal, or a person's App Home. */
export interface View {
  readonly type: string;
  readonly blocks: readonly Block[];
  readonly title?: unknown;
  readonly submit?: unknown;
  readonly close?: unknown;
  readonly callback_id?: string;
  readonly private_metadata?: string;
}

/** Why Slack refuses this view (`invalid_arguments`, `view_too_large`); undefined when it takes it. */
export function refusedView(view: View, type: 'modal' | 'home'): Refusal | undefined {
  if (Buffer.byteLength(JSON.stringify(view)) > limits.bytes)
    return { error: 'view_too_large', why: 'more than 250 kB' };
  const why =
    (view.type === type ? undefined : `a view of type ${view.type}`) ??
    wrongLength(view.callback_id, limits.id, 'callback_id') ??
    wrongLength(view.private_metadata, limits.metadata, 'private_metadata') ??
    wrongBlocks(view.blocks, limits.blocks) ??
    (type === 'modal' ? wrongModal(view) : undefined);
  return why === undefined ? undefined : { error: 'invalid_arguments', why };
}

function wrongModal({ title, submit, close, blocks }: View): Wrong {
  if (submit === undefined && blocks.some((block) => block.type === 'input')) return 'an input without submit';
  return (
    wrongPlain(title, limits.title) ??
    (submit === undefined ? undefined : wrongPlain(submit, limits.title)) ??
    (close === undefined ? undefined : wrongPlain(close, limits.title))
  );
}
