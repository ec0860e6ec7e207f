import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** Loaded for the first text that is not plain: it takes 12 ms and 3 MiB. */
let widthOf: ((text: string) => number) | undefined;

/** Columns that a text takes on a terminal. */
export function columnsOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  widthOf ??= (require('string-width') as typeof import('string-width')).default;
  return widthOf(text);
}
