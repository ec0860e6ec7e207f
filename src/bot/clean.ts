/** Whether a text is nothing but printable ASCII, as most are: then there is nothing in it to take out. */
export function isPrintableAscii(text: string): boolean {
  return printableAscii.test(text);
}

const printableAscii = /^[ -~]*$/;

/**
 * Text from a person, a host or a chat network, safe to show: no control characters (a terminal or an IRC line would act on
 * them), no invisible or direction-changing ones (Unicode category Cf: text could read as something it is not), one line.
 */
export function clean(text: string): string {
  if (isPrintableAscii(text)) return text;
  return text
    .replace(/\r\n|[\r\n\u2028\u2029\t]/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .toWellFormed();
}

/** What bots are called by, at the beginning of a line; farmhand finds its own behind blanks, too. */
const prefixed = /^(?:\s*!|[.,;:?@~$%&^*])/;

/** A line of farmhand's that no bot takes for a command, farmhand itself included: it begins with no sign that bots are called by. */
export function notCalling(line: string): string {
  return prefixed.test(line) ? `· ${line.trimStart()}` : line;
}
