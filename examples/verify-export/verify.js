// Verifies what `farmhand audit export` wrote, with nothing of farmhand's: node verify.js <events.jsonl
// A part of it can be verified too: give SEQ:HASH of the event before it, as this prints it at the end.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

const [seq, hash] = (process.argv[2] ?? `0:${'0'.repeat(64)}`).split(':');
let last = { seq: Number(seq), hash };
let hidden = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const event = JSON.parse(line);
  if (event.seq !== last.seq + 1 || event.prev !== last.hash) fail(event, `does not follow event ${last.seq}`);
  // The hash is of the line without itself: keys are sorted, and there is no white space.
  const text = line.replace(`"hash":"${event.hash}",`, '');
  if (event.redacted) hidden += 1;
  else if (createHash('sha256').update(text).digest('hex') !== event.hash) fail(event, 'was altered');
  last = event;
}
console.log(
  `Whole to ${last.seq}:${last.hash}${hidden > 0 ? `; the contents of ${hidden} are not proven: a secret was taken out` : ''}`,
);

/** @param {{ seq: number }} event @param {string} what */
function fail(event, what) {
  console.error(`Event ${event.seq} ${what}.`);
  process.exit(1);
}
