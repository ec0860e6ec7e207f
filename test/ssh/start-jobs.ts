/** A client to be killed: connects, says so, waits for a line, then starts the jobs it was given, all at once. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHosts } from '../../src/ssh/hosts.ts';

const [settings = '', folder = '', ...ids] = process.argv.slice(2);
const host = createHosts([JSON.parse(readFileSync(settings, 'utf8'))]).host('host01');
await host.run({ script: 'true' });
console.log('connected');
await once(process.stdin, 'data');
await Promise.all(
  ids.map((id) => host.jobs.start(id, { script: 'echo ran >>"$1"', args: [join(folder, `ran-${id}`)] })),
);
