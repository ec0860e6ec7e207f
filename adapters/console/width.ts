/**
 * Columns a character takes on a terminal: two for the wide ones of East Asian scripts and for emoji, none for what combines
 * with the character before (Unicode Standard Annex 11, in the ranges that occur).
 */
function columns(char: string): number {
  if (/\p{M}/u.test(char)) return 0;
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    char,
  )
    ? 2
    : 1;
}

/** Columns a text without control characters takes. */
export function width(text: string): number {
  let sum = 0;
  for (const char of text) sum += columns(char);
  return sum;
}

/** As much of a text as fits; what is cut off shows as an ellipsis. */
export function cut(text: string, most: number): string {
  if (width(text) <= most) return text;
  let kept = '';
  let used = 0;
  for (const char of text) {
    used += columns(char);
    if (used > most - 1) break;
    kept += char;
  }
  return `${kept}…`;
}

/** A line as lines that fit, broken between words where there are any, those after the first indented like it and two columns more. */
export function wrap(line: string, most: number): readonly string[] {
  const lines: string[] = [];
  const indent = `${/^ */.exec(line)?.[0] ?? ''}  `;
  let rest = line;
  while (width(rest) > most) {
    const at = breakAt(rest, most, lines.length === 0 ? indent.length - 2 : indent.length);
    lines.push(rest.slice(0, at).trimEnd());
    rest = indent + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

/** Where to break a text that is too wide: after the last space that fits, past the indentation, else at the last column. */
function breakAt(text: string, most: number, indent: number): number {
  let used = 0;
  let end = 0;
  for (const char of text) {
    used += columns(char);
    if (used > most && end > indent) break;
    end += char.length;
  }
  const space = text.lastIndexOf(' ', end);
  return space > indent ? space : end;
}
