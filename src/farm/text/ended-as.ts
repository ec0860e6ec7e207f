/** The text after an edit, without a line end at its end where the text before had none there either. */
export function endedAs(before: string, after: string): string {
  return before === '' || before.endsWith('\n') ? after : after.replace(/\r?\n$/, '');
}
