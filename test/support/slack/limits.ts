import { type Wrong, wrongElement, wrongLength, wrongMany, wrongPlain, wrongText } from './elements.ts';

/** What Slack takes of a message. https://docs.slack.dev/reference/block-kit/blocks, https://docs.slack.dev/reference/methods/chat.postMessage */
export const limits = {
  blocks: 50,
  /** Characters of all blocks together; not documented, measured by others (bolt-js issue 2509). */
  total: 11_000,
  blockId: 255,
  header: 150,
  section: 3000,
  field: 2000,
  fields: 10,
  elements: 25,
  contextElements: 10,
  label: 2000,
  /** Bytes of the text of a message that is changed; more is refused. */
  changedText: 4000,
  /** Characters of a text, after which Slack cuts it. */
  text: 40_000,
} as const;

export interface Block {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Slack's word for why it refuses, and what is wrong. */
export interface Refusal {
  readonly error: string;
  readonly why: string;
}

/** Why Slack refuses these blocks of a message (`invalid_blocks`, `msg_blocks_too_long`); undefined when it takes them. */
export function refused(blocks: readonly Block[]): Refusal | undefined {
  const wrong = wrongBlocks(blocks, limits.blocks);
  if (wrong) return { error: 'invalid_blocks', why: wrong };
  const characters = textsIn(blocks).join('').length;
  return characters > limits.total ? { error: 'msg_blocks_too_long', why: `${characters} characters` } : undefined;
}

/** What is wrong with blocks of a message or a view. */
export function wrongBlocks(blocks: readonly Block[], most: number): Wrong {
  if (blocks.length > most) return `${blocks.length} blocks`;
  const ids = blocks.flatMap(({ block_id: id }) => (typeof id === 'string' ? [id] : []));
  if (new Set(ids).size < ids.length) return 'two blocks of one block_id';
  return blocks
    .map((block) => wrongLength(block.block_id, limits.blockId, 'block_id') ?? wrongIn(block))
    .find((why) => why);
}

function wrongIn(block: Block): Wrong {
  switch (block.type) {
    case 'header':
      return wrongPlain(block.text, limits.header);
    case 'section':
      return wrongSection(block);
    case 'context':
      return wrongMany(block.elements, limits.contextElements, (one) => wrongText(one, limits.section));
    case 'actions':
      return wrongMany(block.elements, limits.elements, wrongElement) ?? wrongActionIds(block.elements);
    case 'input':
      return (
        wrongPlain(block.label, limits.label) ??
        (block.hint === undefined ? undefined : wrongPlain(block.hint, limits.label)) ??
        wrongElement(block.element)
      );
    case 'rich_text':
      return wrongMany(block.elements, Number.POSITIVE_INFINITY, wrongRich);
    case 'divider':
      return undefined;
    default:
      return `unknown block ${block.type}`;
  }
}

function wrongSection({ text, fields, accessory, expand }: Block): Wrong {
  if (text === undefined && fields === undefined) return 'section without text or fields';
  if (expand !== undefined && typeof expand !== 'boolean') return 'expand that is neither true nor false';
  return (
    (text === undefined ? undefined : wrongText(text, limits.section)) ??
    (fields === undefined ? undefined : wrongMany(fields, limits.fields, (one) => wrongText(one, limits.field))) ??
    (accessory === undefined ? undefined : wrongElement(accessory))
  );
}

function wrongActionIds(elements: unknown): Wrong {
  const ids = (elements as readonly Block[]).map(({ action_id: id }) => id);
  return new Set(ids).size < ids.length ? 'two elements of one action_id' : undefined;
}

/** A part of rich text: lists and quotes have parts of their own. */
function wrongRich(given: unknown): Wrong {
  const { type, elements, text, style } = given as Block;
  switch (type) {
    case 'rich_text_list':
      if (style !== 'bullet' && style !== 'ordered') return `a list of style ${style}`;
      return wrongMany(elements, Number.POSITIVE_INFINITY, wrongRich);
    case 'rich_text_section':
    case 'rich_text_preformatted':
    case 'rich_text_quote':
      return wrongMany(elements, Number.POSITIVE_INFINITY, wrongRich);
    case 'text':
      return typeof text === 'string' && text.length > 0 ? undefined : 'empty text in rich text';
    case 'user':
      return undefined;
    default:
      return `unknown rich text ${type}`;
  }
}

/** Every text a person would read in it, in order. */
export function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value === null || typeof value !== 'object') return [];
  const { type, text, user_id: user } = value as { type?: string; text?: unknown; user_id?: string };
  if (type === 'user' && user !== undefined) return [`<@${user}>`];
  const own = typeof text === 'string' ? [text] : textsIn(text);
  const nested = Object.entries(value).flatMap(([key, inner]) =>
    /^(elements|fields|accessory|label|hint|element|placeholder|options)$/.test(key) ? textsIn(inner) : [],
  );
  return [...own, ...nested];
}
