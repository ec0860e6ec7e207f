/**
 * Text from a person, a host or a chat network, safe to show: no control characters (a terminal or an IRC line would act on
 * them), no invisible or direction-changing ones (Unicode category Cf: text could read as something it is not), one line.
 */
export function clean(text: string): string {
  return text
    .replace(/\r\n|[\r\n\u2028\u2029\t]/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .toWellFormed();
}
