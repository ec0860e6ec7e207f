import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { chained } from '../../../src/journal/chain.ts';
import type { AuditVerdict, Change, Journal, StoredEvent } from '../../../src/journal/journal.ts';
import { openRedisJournal } from '../../../src/journal/redis/journal.ts';
import { keysOf } from '../../../src/journal/redis/keys.ts';
import { eventText } from '../../../src/journal/redis/writes.ts';
import { redisAddress } from '../../../src/redis/address.ts';
import { type RedisServer, startRedis } from '../../support/redis.ts';
import { needs } from '../../support/servers.ts';

const head: Change['head'] = { state: 'running', settled: false, title: 'clone', subjects: ['skaro'], by: 'loïc' };
const effect = { type: 'effect', tag: 'lvm.copy', data: { text: 'é \uFFFD "\u0001', part: 0.5, list: [null, true] } };

needs('redis-server')('verify, in Redis', () => {
  let server: RedisServer;
  let redis: Redis;
  let journal: Journal;
  let keys: ReturnType<typeof keysOf>;
  beforeAll(async () => {
    server = await startRedis({ config: ['appendonly no'] });
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.remove();
  });
  /** Six events of two runs: 1 1 2 1 2 2; a lock of run 1; and a hand that may do anything. */
  beforeEach(async () => {
    const address = redisAddress(`${server.url}?prefix=${randomUUID()}`);
    keys = keysOf(address.prefix);
    journal = await openRedisJournal(address);
    const locks = [{ key: 'vm:skaro', mode: 'exclusive' }] as const;
    await journal.append({ run: 'new', version: 0, events: [{ type: 'planned', data: {} }, effect], head, locks });
    await journal.append({ run: 'new', version: 0, events: [effect], head: { ...head, subjects: [] } });
    await journal.append({ run: 1, version: 2, events: [effect], head });
    const done = { ...head, state: 'done', settled: true };
    await journal.append({ run: 2, version: 1, events: [effect, effect], head: done });
    await journal.putNote('heard', 'm1', { text: 'é' });
    await journal.putNote('heard', 'm2', 2);
    await journal.putNote('heard', 'm1', { text: 'ü' });
    await journal.dropNotes('heard', ['m2', 'none']);
  });
  afterEach(() => journal.close());

  const log = (seq: number, run: number, version: number) =>
    redis.xadd(keys.log, `${seq}-0`, 'run', run, 'version', version);
  const edited = async (run: number, version: number, edit: (text: string) => string) =>
    redis.lset(keys.events(run), version - 1, edit((await redis.lindex(keys.events(run), version - 1)) ?? ''));
  const recorded = async (run: number, edit: (text: string) => string) =>
    redis.hset(keys.runs, `${run}`, edit((await redis.hget(keys.runs, `${run}`)) ?? ''));
  const lowerTip = async (seq: number) => {
    const [event] = await journal.since(seq - 1, 1);
    await redis.hset(keys.tip, 'seq', seq, 'hash', event?.hash ?? '');
  };
  const recent = () => keys.recent('effect', 'lvm.copy');

  it('finds nothing in an untouched journal', async () => {
    expect(await journal.verify()).toMatchObject({ ok: true, events: 6 });
  });

  const cases: readonly (readonly [what: string, by: () => Promise<unknown>, seq: number, problem: RegExp])[] = [
    ['a note altered', () => redis.hset(keys.notes('heard'), 'm1', 'x {"text":"x"}'), 0, /^notes .* were altered, rem/],
    ['a note removed', () => redis.hdel(keys.notes('heard'), 'm1'), 0, /^notes .* were altered/],
    ['a note put in', () => redis.hset(keys.notes('pins'), 'm3', 'x 1'), 0, /^notes .* were altered/],
    ['a key put in', () => redis.set(`${keys.tip}s`, 'x'), 0, /^the key .*:tips is not of farmhand's making$/],
    ['a field put in', () => redis.hset(keys.tip, 'extra', 'x'), 0, /^the field extra of .*:tip is not of farmhand/],
    ['an event removed from the middle', () => redis.xdel(keys.log, '3-0'), 4, /^event 3 is missing$/],
    ['events removed from the middle', () => redis.xdel(keys.log, '3-0', '4-0'), 5, /^events 3 to 4 are missing$/],
    ['the first event removed', () => redis.xdel(keys.log, '1-0'), 2, /^event 1 is missing$/],
    ['the last event removed', () => redis.xdel(keys.log, '6-0'), 5, /^event 6 is missing at the end$/],
    [
      'the last events and the note of them removed',
      async () => {
        await redis.xdel(keys.log, '5-0', '6-0');
        await redis.rpop(recent(), 2);
        await lowerTip(4);
      },
      3,
      /^run 2 had 3 events and has 1: the newest were removed$/,
    ],
    ['all events removed', () => redis.del(keys.log), 0, /^events 1 to 6 are missing at the end$/],
    ['the text of an event removed', () => redis.rpop(keys.events(2)), 6, /^event 6 is missing: the events of run 2/],
    ['all texts of a run removed', () => redis.del(keys.events(2)), 3, /^event 3 is missing: the events of run 2/],
    [
      'events in another order',
      async () => {
        await redis.del(keys.log);
        const places = [
          [1, 1],
          [1, 2],
          [1, 3],
          [2, 1],
          [2, 2],
          [2, 3],
        ] as const;
        for (const [index, [run, version]] of places.entries()) await log(index + 1, run, version);
      },
      3,
      /^event 3 was altered: in its place stands event 4/,
    ],
    ['an event put after the last', () => log(7, 2, 3), 7, /^event 7 was altered: in its place stands event 6/],
    [
      'an event put in between',
      async () => {
        await redis.del(keys.log);
        await log(1, 1, 1);
        await redis.xadd(keys.log, '1-1', 'run', 1, 'version', 1);
      },
      1,
      /^event 1 was put in a second time$/,
    ],
    [
      'the note of the newest event lowered',
      () => lowerTip(5),
      6,
      /^event 6 and those after it were put in: 5 were written$/,
    ],
    [
      'the note of the newest event altered',
      () => redis.hset(keys.tip, 'hash', 'x'),
      6,
      /^the last event has the hash/,
    ],
    ['a blank put into JSON', () => edited(1, 2, (text) => `${text} `), 2, /^event 2 was altered: its text/],
    [
      'JSON spelt otherwise',
      () => edited(1, 2, (text) => text.replace('é', '\\u00e9')),
      2,
      /^event 2 was altered: its text/,
    ],
    [
      'bytes that read as the same text',
      async () => {
        const text = await redis.lindexBuffer(keys.events(1), 1);
        const bytes = text?.toString('latin1').replace('\xef\xbf\xbd', '\xff') ?? '';
        await redis.lset(keys.events(1), 1, Buffer.from(bytes, 'latin1'));
      },
      2,
      /^event 2 was altered: its text/,
    ],
    ['another text', () => edited(1, 2, (text) => text.replace('0.5', '0.6')), 2, /^event 2 was altered: its hash/],
    [
      'another state of a run',
      () => recorded(1, (text) => text.replace('running', 'done')),
      4,
      /^run 1: its state.* altered.* event 4 /,
    ],
    ['another title', () => recorded(2, (text) => text.replace('clone', 'x')), 6, /^run 2: .* altered/],
    ['another asker', () => recorded(2, (text) => text.replace('loïc', 'x')), 6, /^run 2: .* altered/],
    [
      'a lower version',
      () => recorded(2, (text) => text.replace('"version":3', '"version":1')),
      6,
      /^run 2: .* altered/,
    ],
    ['a record that is none', () => recorded(2, () => 'x'), 6, /^run 2: .* altered/],
    ['other subjects', () => recorded(1, (text) => text.replace('["skaro"]', '["x"]')), 4, /^run 1: .* altered/],
    [
      'a lock removed from its run',
      () => recorded(1, (text) => text.replace(/"locks":\{.*?\}/, '"locks":{}')),
      4,
      /^run 1: .* altered/,
    ],
    ['a subject a run is not found by', () => redis.del(keys.subject('skaro')), 4, /^run 1: the index of its state/],
    ['a subject too many', () => redis.zadd(keys.subject('x'), 2, '2'), 6, /^run 2: the index of its state/],
    ['a run in another order', () => redis.zadd(keys.subject('skaro'), 5, '1'), 4, /^run 1: the index of its state/],
    ['a run marked as settled', () => redis.zrem(keys.unsettled, '1'), 4, /^run 1: the index of its state/],
    ['a run marked as unsettled', () => redis.zadd(keys.unsettled, 2, '2'), 6, /^run 2: the index of its state/],
    ['a run of no number found by its state', () => redis.zadd(keys.state('done'), 2, 'x'), 6, /^run x: the index/],
    ['a run removed from the list', () => redis.hdel(keys.runs, '1'), 4, /^run 1 has events, but is missing/],
    [
      'a run put into the list',
      async () => redis.hset(keys.runs, '9', (await redis.hget(keys.runs, '1')) ?? ''),
      6,
      /^run 9 is in the list/,
    ],
    ['another number of runs', () => redis.hset(keys.tip, 'runs', 3), 6, /^the number of runs was altered/],
    [
      'events put in for a new run',
      () => redis.rpush(keys.events(9), 'x'),
      0,
      /^events were put in for a run that does not exist/,
    ],
    [
      'an event put after those of a run',
      () => redis.rpush(keys.events(1), 'x'),
      4,
      /^run 1 has 3 events, but 4 in its list/,
    ],
    ['a lock removed', () => redis.del(keys.locks), 4, /^run 1: the locks it holds were altered/],
    [
      'a lock put in',
      () => redis.hset(keys.locks, 'vm:x', '{"2":"shared"}'),
      6,
      /^run 2: the locks it holds were altered/,
    ],
    ['a lock made another', () => redis.hset(keys.locks, 'vm:skaro', '{"1":"shared"}'), 4, /^run 1: the locks/],
    [
      'a lock of no run',
      () => redis.hset(keys.locks, 'vm:x', '{"7":"shared"}'),
      0,
      /^locks were put in for a run that does not exist/,
    ],
    [
      'a recent event removed',
      () => redis.rpop(recent()),
      6,
      /^event 6: the list of events of its type and tag was altered/,
    ],
    [
      'a recent event put in',
      () => redis.rpush(recent(), '1 1'),
      6,
      /^the list of recent events .*lvm\.copy.* was altered/,
    ],
    [
      'a recent event of a new kind',
      () => redis.rpush(keys.recent('x', 'y'), '1 1'),
      6,
      /^the list of recent events .* was altered/,
    ],
  ];
  it.each(cases)('finds %s', async (_what, tamper, seq, problem) => {
    await tamper();
    expect(await journal.verify()).toEqual({ ok: false, seq, problem: expect.stringMatching(problem) });
  });

  it.each([
    ['contents', 3, { data: {} }, 4, /^event 4 was written after another event than the present 3/],
    ['predecessor', 3, { prev: 'x' }, 3, /^event 3 was written after another event/],
    ['predecessor, being the first,', 1, { prev: 'x' }, 1, /^event 1 is not the first that was written/],
  ] as const)('finds an event with another %s and a hash that fits', async (_what, seq, change, found, problem) => {
    const [event] = await journal.since(seq - 1, 1);
    const { hash: _, ...rest } = { ...(event as StoredEvent), ...change };
    await redis.lset(keys.events(rest.run), rest.version - 1, eventText(chained(rest)));
    expect(await journal.verify()).toEqual({ ok: false, seq: found, problem: expect.stringMatching(problem) });
  });

  it('finds any change of any byte of any event', async () => {
    const edit = fc.record({
      run: fc.integer({ min: 1, max: 2 }),
      version: fc.integer({ min: 1, max: 3 }),
      place: fc.nat(),
      byte: fc.nat(255),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ run, version, place, byte }) => {
        const before = (await redis.lindexBuffer(keys.events(run), version - 1)) as Buffer;
        const after = Buffer.from(before);
        after[place % after.length] = byte;
        fc.pre(!after.equals(before));
        await redis.lset(keys.events(run), version - 1, after);
        const verdict = await journal.verify();
        await redis.lset(keys.events(run), version - 1, before);
        expect(verdict).toMatchObject({ ok: false });
      }),
      { numRuns: 150 },
    );
    expect(await journal.verify()).toMatchObject({ ok: true });
  });

  it('is not led astray by what is written meanwhile', async () => {
    const writer = await openRedisJournal(redisAddress(`${server.url}?prefix=${keys.tip.slice(1, -5)}`));
    const verdicts: AuditVerdict[] = [];
    let over = false;
    const writing = (async () => {
      for (let n = 0; !over; n++) {
        const [planned] = await writer.append({ run: 'new', version: 0, events: [effect, effect], head });
        const end = n % 2 === 0 ? { ...head, state: 'done', settled: true, subjects: ['x'] } : head;
        await writer.append({ run: planned?.run ?? 0, version: 2, events: [effect], head: end });
      }
    })();
    for (let n = 0; n < 30; n++) verdicts.push(await journal.verify());
    over = true;
    await writing;
    await writer.close();
    expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
    expect(await journal.last()).toBeGreaterThan(50);
  });
});
