/** What Slack refuses of a message. https://docs.slack.dev/reference/block-kit/blocks, https://docs.slack.dev/reference/methods/chat.postMessage */
export const limits = {
  blocks: 50,
  /** Characters of all blocks together; not documented, measured by others (bolt-js issue 2509). */
  total: 11_000,
  header: 150,
  section: 3000,
  field: 2000,
  fields: 10,
  elements: 25,
  contextElements: 10,
  buttonText: 75,
  buttonValue: 2000,
  actionId: 255,
  /** Bytes of the text of a message that is changed; more is refused. */
  changedText: 4000,
  /** Characters of a text, after which Slack cuts it. */
  text: 40_000,
} as const;

export interface Block {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface TextObject {
  readonly type?: string;
  readonly text?: string;
}

/** Why Slack refuses these blocks (`invalid_blocks`, `msg_blocks_too_long`) and what is wrong; undefined when it takes them. */
export function refused(blocks: readonly Block[]): { readonly error: string; readonly why: string } | undefined {
  const wrong = blocks.length > limits.blocks ? `${blocks.length} blocks` : blocks.map(wrongIn).find((why) => why);
  if (wrong) return { error: 'invalid_blocks', why: wrong };
  const characters = textsIn(blocks).join('').length;
  return characters > limits.total ? { error: 'msg_blocks_too_long', why: `${characters} characters` } : undefined;
}

function wrongIn(block: Block): string | undefined {
  switch (block.type) {
    case 'header':
      return wrongText(block.text, limits.header, ['plain_text']);
    case 'section':
      return wrongSection(block);
    case 'context':
      return many(block.elements, limits.contextElements, (one) => wrongText(one, limits.section));
    case 'actions':
      return many(block.elements, limits.elements, wrongButton);
    case 'rich_text':
      return Array.isArray(block.elements) && block.elements.length > 0 ? undefined : 'rich_text without elements';
    case 'divider':
      return undefined;
    default:
      return `unknown block ${block.type}`;
  }
}

function wrongSection({ text, fields }: Block): string | undefined {
  if (text === undefined && fields === undefined) return 'section without text or fields';
  return (
    (text === undefined ? undefined : wrongText(text, limits.section)) ??
    (fields === undefined ? undefined : many(fields, limits.fields, (one) => wrongText(one, limits.field)))
  );
}

function wrongText(given: unknown, longest: number, types = ['plain_text', 'mrkdwn']): string | undefined {
  const { type = '', text = '' } = (given ?? {}) as TextObject;
  if (!types.includes(type)) return `text of type ${type}`;
  if (text.length === 0) return 'empty text';
  return text.length > longest ? `text of ${text.length} characters, more than ${longest}` : undefined;
}

function wrongButton(given: unknown): string | undefined {
  const {
    type,
    text,
    value = '',
    action_id = '',
  } = given as { type: string; text: TextObject; value?: string; action_id?: string };
  if (type !== 'button') return `unknown element ${type}`;
  if (value.length > limits.buttonValue) return 'button value too long';
  if (action_id.length > limits.actionId) return 'action_id too long';
  return wrongText(text, limits.buttonText, ['plain_text']);
}

function many(given: unknown, most: number, wrong: (one: unknown) => string | undefined): string | undefined {
  if (!Array.isArray(given) || given.length === 0) return 'nothing where there should be something';
  if (given.length > most) return `${given.length}, more than ${most}`;
  return given.map(wrong).find((why) => why);
}

/** Every text a person would read in it, in order. */
export function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value === null || typeof value !== 'object') return [];
  const { type, text, user_id: user } = value as { type?: string; text?: unknown; user_id?: string };
  if (type === 'user' && user !== undefined) return [`<@${user}>`];
  const own = typeof text === 'string' ? [text] : textsIn(text);
  const nested = Object.entries(value).flatMap(([key, inner]) =>
    /^(elements|fields)$/.test(key) ? textsIn(inner) : [],
  );
  return [...own, ...nested];
}
