import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { document, eventLine } from '../../src/bot/documents/schema.ts';
import { version } from '../../src/bot/documents/version.ts';
import { root } from '../support/source.ts';

/** Documents as they were printed when the schema got this version; they stay as they are until it gets another. */
const printed = readFileSync(join(import.meta.dirname, `documents-${version}.jsonl`), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

describe('what was printed with this version of the schema', () => {
  test('is still as it says: no member is gone, and none that is new is demanded', () => {
    for (const value of printed) expect(('event' in value ? eventLine : document).parse(value)).toEqual(value);
  });

  test('is so by the JSON Schema that is shipped, which takes members that come later too', () => {
    const shipped = z.fromJSONSchema(JSON.parse(readFileSync(join(root, 'output.schema.json'), 'utf8')));
    for (const value of printed) {
      expect(shipped.safeParse(value).success).toBe(true);
      expect(shipped.safeParse({ ...value, later: 1 }).success).toBe(true);
      expect(shipped.safeParse({ ...value, version: version + 1 }).success).toBe(false);
    }
  });
});
