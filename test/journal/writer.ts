import { writeSync } from 'node:fs';
import { leaseOfRun } from '../../src/journal/journal.ts';
import { processOwner } from '../../src/journal/owner.ts';
import { openRedisJournal } from '../../src/journal/redis/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { redisAddress } from '../../src/redis/address.ts';

// A process that writes to a journal until it is killed or has appended enough: `node writer.ts FILE|URL [COUNT]`. Prints `seq hash` of what is acknowledged.
const [where = '', count = 'Infinity'] = process.argv.slice(2);
const head = { state: 'running', settled: false, title: `process ${process.pid}`, subjects: ['skaro'], by: 'loic' };
const journal = await (where.startsWith('redis') ? openRedisJournal(redisAddress(where)) : openSqliteJournal(where));
const [planned] = await journal.append({
  run: 'new',
  version: 0,
  events: [{ type: 'planned', data: {} }],
  head,
  locks: [{ key: `vm:${process.pid}`, mode: 'exclusive' }],
});
const lease = await journal.lease(leaseOfRun(planned?.run ?? 0), processOwner(), 3_600_000);
for (let version = 1; version < Number(count); ) {
  const event = { type: 'intent', tag: 'lvm.copy', data: { filler: 'x'.repeat((version * 37) % 9_000) } };
  const events = await journal.append({
    run: planned?.run ?? 0,
    version,
    events: version % 3 === 0 ? [event, event] : [event],
    head,
    token: lease?.token ?? 0,
  });
  version += events.length;
  writeSync(1, events.map(({ seq, hash }) => `${seq} ${hash}\n`).join(''));
}
await journal.close();
