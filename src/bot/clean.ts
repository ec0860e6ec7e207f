/** Whether a text is nothing but printable ASCII, as most are: then there is nothing in it to take out. */
export function isPrintableAscii(text: string): boolean {
  return printableAscii.test(text);
}

const printableAscii = /^[ -~]*$/;

/**
 * Characters that nobody sees, or that turn the direction of others: text could read as something it is not. Beside Unicode's category Cf those it
 * says to show as nothing (Default_Ignorable_Code_Point), but for the ones that choose how the sign before them is drawn.
 */
const invisible = '(?![\\ufe0e\\ufe0f])[\\p{Cf}\\p{Default_Ignorable_Code_Point}]';

const unsafe = new RegExp(`\\p{Cc}|${invisible}`, 'gu');

/**
 * Text from a person, a host or a chat network, safe to show: no control characters (a terminal or an IRC line would act on
 * them), no invisible or direction-changing ones, one line.
 */
export function clean(text: string): string {
  if (isPrintableAscii(text)) return text;
  return text
    .replace(/\r\n|[\r\n\u2028\u2029\t]/g, ' ')
    .replace(unsafe, '')
    .toWellFormed();
}

/** What bots are called by, at the beginning of a line; farmhand finds its own behind blanks, too. */
const prefixed = /^(?:\s*!|[.,;:?@~$%&^*])/;

/** A line of farmhand's that no bot takes for a command, farmhand itself included: it begins with no sign that bots are called by. */
export function notCalling(line: string): string {
  return prefixed.test(line) ? `· ${line.trimStart()}` : line;
}
