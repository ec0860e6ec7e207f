/**
 * A text that a POSIX extended regular expression matches, for trying a sudoers rule: of alternatives the first, of a class its
 * first character, of what is optional nothing. Knows what the rules are made of: `^ $ . \\x [a-z] ( | ) + * ? {n}`.
 */
export function sampleOf(expression: string): string {
  const at = { position: 0 };
  const text = alternatives(expression, at);
  if (at.position !== expression.length) throw new Error(`cannot sample ${expression} from ${at.position} on`);
  return text;
}

interface At {
  position: number;
}

function alternatives(expression: string, at: At): string {
  const first = sequence(expression, at);
  while (expression[at.position] === '|') {
    at.position += 1;
    sequence(expression, at);
  }
  return first;
}

function sequence(expression: string, at: At): string {
  let text = '';
  while (at.position < expression.length && !'|)'.includes(expression[at.position] ?? '')) {
    const atom = oneOf(expression, at);
    text += atom.repeat(times(expression, at));
  }
  return text;
}

function oneOf(expression: string, at: At): string {
  const char = expression[at.position] ?? '';
  at.position += 1;
  if (char === '^' || char === '$') return '';
  if (char === '.') return 'x';
  if (char === '\\') return expression[at.position++] ?? '';
  if (char === '[') {
    const end = expression.indexOf(']', at.position + 1);
    const members = expression.slice(at.position, end);
    at.position = end + 1;
    return members.startsWith('^') ? 'x' : (members[0] ?? '');
  }
  if (char === '(') {
    const text = alternatives(expression, at);
    at.position += 1;
    return text;
  }
  return char;
}

/** How often the atom before a quantifier is repeated in the shortest text; `{n,m}` n times. */
function times(expression: string, at: At): number {
  const [quantifier = ''] = /^(?:[+*?]|\{\d+(?:,\d*)?\})/.exec(expression.slice(at.position)) ?? [];
  at.position += quantifier.length;
  // One where none would do: a command line has no blank at its end.
  if (['', '+', '*'].includes(quantifier)) return 1;
  return quantifier.startsWith('{') ? Number.parseInt(quantifier.slice(1), 10) : 0;
}
