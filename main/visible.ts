/**
 * One line with what a terminal would act on, or not show, made visible: control characters, line ends among them, and those that are
 * invisible or change the direction (Unicode category Cf), each as JSON and JavaScript spell it. A tab stays.
 */
export function visible(line: string): string {
  return line.toWellFormed().replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    if (character === '\t') return character;
    if (character === '\n') return '\\n';
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
