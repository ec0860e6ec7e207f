/** What Slack takes of the parts of blocks. https://docs.slack.dev/reference/block-kit/block-elements, …/composition-objects */
const limits = {
  actionId: 255,
  buttonText: 75,
  buttonValue: 2000,
  buttonLabel: 75,
  url: 3000,
  placeholder: 150,
  options: 100,
  overflowOptions: 5,
  optionText: 75,
  optionValue: 150,
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
  inputText: 3000,
} as const;

/** Why Slack refuses something, in words; undefined: it does not. */
export type Wrong = string | undefined;

interface TextObject {
  readonly type?: string;
  readonly text?: string;
}

type Given = Readonly<Record<string, unknown>>;

/** A text object. Slack counts what was sent, entities and markup included. */
export function wrongText(given: unknown, longest: number, types = ['plain_text', 'mrkdwn']): Wrong {
  const { type = '', text } = (given ?? {}) as TextObject;
  if (!types.includes(type)) return `text of type ${type}`;
  if (typeof text !== 'string' || text.length === 0) return 'empty text';
  return text.length > longest ? `text of ${text.length} characters, more than ${longest}` : undefined;
}

export function wrongPlain(given: unknown, longest: number): Wrong {
  return wrongText(given, longest, ['plain_text']);
}

/** At least one of something, and no more than so many, each taken by itself. */
export function wrongMany(given: unknown, most: number, wrong: (one: unknown) => Wrong): Wrong {
  if (!Array.isArray(given) || given.length === 0) return 'nothing where there should be something';
  if (given.length > most) return `${given.length}, more than ${most}`;
  return given.map(wrong).find((why) => why);
}

export function wrongLength(given: unknown, longest: number, what: string): Wrong {
  if (given === undefined) return undefined;
  return typeof given === 'string' && given.length <= longest ? undefined : `${what} of more than ${longest}`;
}

/** An element people press, choose from or write into. */
export function wrongElement(given: unknown): Wrong {
  const element = (given ?? {}) as Given;
  return (
    wrongLength(element.action_id, limits.actionId, 'action_id') ?? wrongConfirm(element.confirm) ?? ofKind(element)
  );
}

function ofKind(element: Given): Wrong {
  switch (element.type) {
    case 'button':
      return wrongButton(element);
    case 'static_select':
      return placeholder(element) ?? wrongOptions(element.options, limits.options);
    case 'external_select':
      return placeholder(element) ?? (element.initial_option ? wrongOption(element.initial_option) : undefined);
    case 'conversations_select':
      return placeholder(element);
    case 'overflow':
      return wrongOptions(element.options, limits.overflowOptions);
    case 'plain_text_input':
      return placeholder(element) ?? wrongLength(element.initial_value, limits.inputText, 'initial_value');
    default:
      return `unknown element ${element.type}`;
  }
}

function wrongButton({ text, value, url, style, accessibility_label: label }: Given): Wrong {
  if (style !== undefined && style !== 'primary' && style !== 'danger') return `a button's style ${style}`;
  return (
    wrongPlain(text, limits.buttonText) ??
    wrongLength(value, limits.buttonValue, 'a value') ??
    wrongLength(url, limits.url, 'a url') ??
    wrongLength(label, limits.buttonLabel, 'an accessibility_label')
  );
}

function placeholder({ placeholder: given }: Given): Wrong {
  return given === undefined ? undefined : wrongPlain(given, limits.placeholder);
}

function wrongOption(given: unknown): Wrong {
  const { text, value, description } = given as Given;
  if (typeof value !== 'string') return 'an option without a value';
  return (
    wrongPlain(text, limits.optionText) ??
    wrongLength(value, limits.optionValue, "an option's value") ??
    (description === undefined ? undefined : wrongPlain(description, limits.optionText))
  );
}

/** Options of a menu, those an app answers for an external one among them. */
export function wrongOptions(given: unknown, most: number = limits.options): Wrong {
  return wrongMany(given, most, wrongOption);
}

function wrongConfirm(given: unknown): Wrong {
  if (given === undefined) return undefined;
  const dialog = given as Given;
  const wrong = Object.entries(limits.confirm).map(([part, longest]) =>
    part === 'text' ? wrongText(dialog[part], longest) : wrongPlain(dialog[part], longest),
  );
  return wrong.find((why) => why);
}
