import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recorded } from './json-examples.ts';
import { block, pages, pageText, partsOf, root, withParts } from './pages.ts';
import { made, recordings } from './parts.ts';
import { replayed } from './transcript.ts';

/**
 * `node test/docs/write.ts`: makes every part of the pages that is made anew; `--transcript`: the transcript of docs/chat.md too, by a run on a sandbox; `--json`:
 * the examples of docs/json.md, by farmhand on one.
 */
for (const page of pages) {
  const text = pageText(page);
  const old = new Map(partsOf(text).map((part) => [part.name, part.text]));
  const fresh = new Map(old);
  if (process.argv.includes('--transcript') && old.has('transcript'))
    fresh.set('transcript', block(await replayed(old.get('transcript') ?? '')));
  if (process.argv.includes('--json') && old.has('json')) fresh.set('json', await recorded());
  const whole = withParts(text, (name) => (recordings.includes(name) ? (fresh.get(name) ?? '') : made(name)));
  if (whole !== text) writeFileSync(join(root, page), whole);
}
process.exit();
