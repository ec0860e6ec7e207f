import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { block, pages, pageText, partsOf, root, withParts } from './pages.ts';
import { made } from './parts.ts';
import { replayed } from './transcript.ts';

/** `node test/docs/write.ts`: makes every part of the pages that is made anew; `--transcript`: the transcript of docs/chat.md too, by a run on a sandbox. */
const playing = process.argv.includes('--transcript');
for (const page of pages) {
  const text = pageText(page);
  const old = new Map(partsOf(text).map((part) => [part.name, part.text]));
  const transcript = playing && old.has('transcript') ? await replayed(old.get('transcript') ?? '') : undefined;
  const fresh = withParts(text, (name) => {
    if (name !== 'transcript') return made(name);
    return transcript === undefined ? (old.get(name) ?? '') : block(transcript);
  });
  if (fresh !== text) writeFileSync(join(root, page), fresh);
}
process.exit();
