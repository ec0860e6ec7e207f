import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chained, genesis } from '../../src/journal/chain.ts';
import {
  type Change,
  type Journal,
  LeaseLost,
  LockHeld,
  leaseOfRun,
  type NewEvent,
  type RunQuery,
  type StoredEvent,
  VersionConflict,
} from '../../src/journal/journal.ts';
import { processOwner } from '../../src/journal/owner.ts';
import { eventually } from '../support/eventually.ts';

/** An empty journal somewhere, to be opened by as many handles as a test likes. */
export interface Store {
  open(options?: { readonly now?: () => number }): Promise<Journal>;
  remove(): Promise<void>;
}

const waiting: Change['head'] = {
  state: 'waiting',
  settled: false,
  title: 'clone gallifrey to gallifrey-dev',
  subjects: ['gallifrey-dev', 'gallifrey'],
  by: 'loic',
};
const done: Change['head'] = { ...waiting, state: 'done', settled: true };
const planned: NewEvent = { type: 'planned', data: { command: 'clone gallifrey dev' } };
const newRun: Change = { run: 'new', version: 0, events: [planned], head: waiting };

/** What every journal does, whatever it is kept in. Speaks through the port alone. */
export function journalContract(name: string, newStore: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    let journal: Journal;
    let opened: Journal[];
    let clock: number;

    /** One more handle, as another process has; closed after the test. */
    async function another(): Promise<Journal> {
      const handle = await store.open({ now: () => clock });
      opened.push(handle);
      return handle;
    }

    beforeEach(async () => {
      clock = Date.parse('2026-03-01T12:00:00.000Z');
      opened = [];
      store = await newStore();
      journal = await another();
    });
    afterEach(async () => {
      for (const handle of opened) await handle.close();
      await store.remove();
    });

    /** A new run, and its number. */
    async function start(change: Partial<Change> = {}): Promise<number> {
      return (await journal.append({ ...newRun, ...change }))[0]?.run ?? 0;
    }

    it('is the same journal on every handle, and no other one', async () => {
      expect(journal.identity).toMatch(/^[0-9a-f]{32}$/);
      expect((await another()).identity).toBe(journal.identity);
      const other = await newStore();
      const elsewhere = await other.open();
      expect(elsewhere.identity).not.toBe(journal.identity);
      await elsewhere.close();
      await other.remove();
    });

    describe('append', () => {
      it('numbers runs, versions and the whole log from 1, without gaps', async () => {
        await journal.append({ ...newRun, events: [planned, { type: 'voted', data: null }] });
        await journal.append(newRun);
        await journal.append({ ...newRun, run: 1, version: 2 });
        const log = await journal.since(0, 10);
        expect(log.map(({ seq, run, version }) => [seq, run, version])).toEqual([
          [1, 1, 1],
          [2, 1, 2],
          [3, 2, 1],
          [4, 1, 3],
        ]);
        expect(await journal.last()).toBe(4);
      });

      it('hands back what it wrote, with the time it was written at', async () => {
        const events = await journal.append({
          ...newRun,
          events: [planned, { type: 'effect', tag: 'lvm.snapshot', data: [1, 'é', { a: null }] }],
        });
        expect(events).toEqual(await journal.events(1));
        expect(events[1]).toMatchObject({
          type: 'effect',
          tag: 'lvm.snapshot',
          data: [1, 'é', { a: null }],
          at: '2026-03-01T12:00:00.000Z',
        });
        expect(events[0]).not.toHaveProperty('tag');
      });

      it('chains each event to the one before it by hash, from 64 zeros', async () => {
        await start();
        await start();
        let prev = genesis;
        for (const { hash, ...event } of await journal.since(0, 10)) {
          expect(event.prev).toBe(prev);
          expect(chained(event).hash).toBe(hash);
          prev = hash;
        }
        expect(await journal.verify()).toEqual({ ok: true, events: 2, head: prev });
      });

      it('refuses a writer that has not read the newest version, and writes nothing', async () => {
        await start();
        const lagging = await another();
        await journal.append({ ...newRun, run: 1, version: 1 });
        const append = lagging.append({ ...newRun, run: 1, version: 1, head: done });
        await expect(append).rejects.toThrow(new VersionConflict('run 1 is at version 2, the writer has read 1'));
        expect(await lagging.last()).toBe(2);
        expect(await lagging.head(1)).toMatchObject({ version: 2, state: 'waiting' });
      });

      it('refuses a run that does not exist, and a change without events', async () => {
        await expect(journal.append({ ...newRun, run: 7 })).rejects.toThrow('there is no run 7');
        await expect(journal.append({ ...newRun, events: [] })).rejects.toThrow('without events');
        expect(await journal.last()).toBe(0);
      });

      it('refuses what JSON cannot carry, and writes nothing', async () => {
        const events = [planned, { type: 'bad', data: { part: Number.NaN } }];
        await expect(journal.append({ ...newRun, events })).rejects.toThrow(TypeError);
        expect(await journal.last()).toBe(0);
        expect(await journal.runs()).toEqual([]);
      });

      it('lets one of many win who append the same version at once', async () => {
        await start();
        const handles = await Promise.all(Array.from({ length: 5 }, another));
        const results = await Promise.allSettled(
          handles.map((handle) => handle.append({ ...newRun, run: 1, version: 1 })),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(await journal.events(1)).toHaveLength(2);
      });

      it('keeps any text as it is, or as well-formed Unicode, with its chain whole', async () => {
        const text = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
        const event = fc.record({
          type: text,
          tag: fc.option(text, { nil: undefined }),
          data: fc.jsonValue({ maxDepth: 3 }),
        });
        await fc.assert(
          fc.asyncProperty(
            fc.array(event, { minLength: 1, maxLength: 4 }),
            text,
            fc.array(text),
            async (events, word, subjects) => {
              const head = { ...waiting, title: word, by: word, subjects };
              const written = await journal.append({ ...newRun, events: events as NewEvent[], head });
              const run = written[0]?.run ?? 0;
              expect(await journal.events(run)).toEqual(JSON.parse(JSON.stringify(written)));
              expect(await journal.head(run)).toMatchObject({
                title: word.toWellFormed(),
                subjects: subjects.map((subject) => subject.toWellFormed()),
              });
            },
          ),
          { numRuns: 40 },
        );
        expect(await journal.verify()).toMatchObject({ ok: true });
      });
    });

    describe('heads and lists', () => {
      it('keeps a head with the times of the first and the newest event', async () => {
        await start();
        clock += 5_000;
        await journal.append({ run: 1, version: 1, events: [planned, planned], head: done });
        expect(await journal.head(1)).toEqual({
          ...done,
          run: 1,
          version: 3,
          startedAt: '2026-03-01T12:00:00.000Z',
          changedAt: '2026-03-01T12:00:05.000Z',
        });
        expect(await journal.head(2)).toBeUndefined();
        expect(await journal.events(2)).toEqual([]);
      });

      const about = (state: string, settled: boolean, subject: string): Change['head'] => ({
        ...waiting,
        state,
        settled,
        subjects: [subject],
      });
      const heads = [
        about('done', true, 'skaro'),
        about('failed', false, 'skaro'),
        about('failed', true, 'trenzalore'),
        about('running', false, 'trenzalore'),
        about('done', true, 'skaro'),
      ];
      const queries: readonly (readonly [RunQuery | undefined, readonly number[]])[] = [
        [undefined, [5, 4, 3, 2, 1]],
        [{ limit: 2 }, [5, 4]],
        [{ before: 3 }, [2, 1]],
        [{ settled: false }, [4, 2]],
        [{ settled: true }, [5, 3, 1]],
        [{ settled: true, before: 5, limit: 1 }, [3]],
        [{ state: 'failed' }, [3, 2]],
        [{ state: 'failed', settled: false }, [2]],
        [{ subject: 'skaro' }, [5, 2, 1]],
        [{ subject: 'skaro', before: 5, limit: 1 }, [2]],
        [{ subject: 'skaro', settled: false }, [2]],
        [{ subject: 'skaro', settled: true, state: 'done' }, [5, 1]],
        [{ subject: 'trenzalore', state: 'failed' }, [3]],
        [{ subject: 'gallifrey' }, []],
      ];
      it('finds runs by state, settledness, subject and number, newest first', async () => {
        for (const head of heads) await start({ head });
        for (const [query, runs] of queries)
          expect(
            (await journal.runs(query)).map(({ run }) => run),
            JSON.stringify(query),
          ).toEqual(runs);
      });

      it('lists at most 50 runs unless told otherwise', async () => {
        for (let i = 0; i < 52; i++) await start();
        expect((await journal.runs()).map(({ run }) => run)).toEqual(Array.from({ length: 50 }, (_, i) => 52 - i));
        expect(await journal.runs({ limit: 52 })).toHaveLength(52);
      });

      it('counts the runs of a state as it is now', async () => {
        for (let i = 0; i < 3; i++) await start();
        await journal.append({ ...newRun, run: 2, version: 1, head: done });
        const counts = () => Promise.all(['waiting', 'done', 'failed'].map((state) => journal.count(state)));
        expect(await counts()).toEqual([2, 1, 0]);
        await journal.append({ ...newRun, run: 1, version: 1, head: done });
        expect(await counts()).toEqual([1, 2, 0]);
      });

      it('finds a run by the subjects it has now', async () => {
        await start();
        await journal.append({ ...newRun, run: 1, version: 1, head: { ...waiting, subjects: ['skaro', 'skaro'] } });
        expect(await journal.runs({ subject: 'gallifrey' })).toEqual([]);
        expect(await journal.runs({ subject: 'skaro' })).toMatchObject([{ run: 1, subjects: ['skaro', 'skaro'] }]);
      });

      it('names each subject runs have now, once', async () => {
        expect(await journal.subjects()).toEqual([]);
        for (const subjects of [['gallifrey', 'skaro'], ['skaro'], ['réunion [*]'], ['trenzalore'], []])
          await start({ head: { ...waiting, subjects } });
        await journal.append({ ...newRun, run: 4, version: 1, head: { ...waiting, subjects: ['gallifrey'] } });
        expect((await journal.subjects()).toSorted()).toEqual(['gallifrey', 'réunion [*]', 'skaro']);
      });

      it('finds the newest events of a type and tag, newest first', async () => {
        const of = (type: string, tag: string | undefined, data: number): NewEvent => ({
          type,
          ...(tag === undefined ? {} : { tag }),
          data,
        });
        await start({
          events: [of('effect', 'lvm.copy', 1), of('effect', 'bind.record', 2), of('effect', undefined, 3)],
        });
        await start({
          events: [of('intent', 'lvm.copy', 4), of('effect', 'lvm.copy', 5), of('effect', 'lvm.copy', 6)],
        });
        const data = async (limit: number) =>
          (await journal.recent('effect', 'lvm.copy', limit)).map((event) => event.data);
        expect(await data(10)).toEqual([6, 5, 1]);
        expect(await data(2)).toEqual([6, 5]);
        expect(await journal.recent('effect', 'none', 10)).toEqual([]);
      });

      it('gives the log after a seq, in order and in parts', async () => {
        for (let i = 0; i < 5; i++) await start();
        const seqs = async (seq: number, limit: number) => (await journal.since(seq, limit)).map((event) => event.seq);
        expect(await seqs(0, 2)).toEqual([1, 2]);
        expect(await seqs(2, 9)).toEqual([3, 4, 5]);
        expect(await seqs(5, 9)).toEqual([]);
      });
    });

    describe('locks', () => {
      const exclusive = (key: string) => ({ key, mode: 'exclusive' }) as const;
      const shared = (key: string) => ({ key, mode: 'shared' }) as const;

      it('takes all of them or none, and says which one is held by whom', async () => {
        await start({ locks: [exclusive('vm:skaro')] });
        const refused = journal.append({ ...newRun, locks: [exclusive('vm:gallifrey'), shared('vm:skaro')] });
        await expect(refused).rejects.toThrow(new LockHeld('vm:skaro', 1));
        await expect(refused).rejects.toMatchObject({ key: 'vm:skaro', holder: 1 });
        expect(await journal.locks()).toEqual([{ key: 'vm:skaro', mode: 'exclusive', run: 1 }]);
        expect(await journal.last()).toBe(1);
        expect(await journal.head(2)).toBeUndefined();
      });

      it('lets a run that takes another back hold the same locks beside it, and nobody else', async () => {
        await start({ locks: [exclusive('vm:skaro')] });
        await journal.append({ ...newRun, locks: [exclusive('vm:skaro')], onBehalfOf: 1 });
        await expect(start({ locks: [exclusive('vm:skaro')] })).rejects.toThrow(LockHeld);
        await expect(start({ locks: [exclusive('vm:skaro')], onBehalfOf: 1 })).rejects.toThrow(
          new LockHeld('vm:skaro', 2),
        );
        expect((await journal.locks()).map(({ run }) => run)).toEqual([1, 2]);
      });

      it('lets many share a lock that then nobody has for himself', async () => {
        const other = await another();
        await start({ locks: [shared('zone:xivo')] });
        await other.append({ ...newRun, locks: [shared('zone:xivo')] });
        await expect(other.append({ ...newRun, locks: [exclusive('zone:xivo')] })).rejects.toThrow(LockHeld);
        expect(await journal.locks()).toHaveLength(2);
      });

      it('gives a run more locks later, the same again, and a shared one alone when no one else shares it', async () => {
        await start({ locks: [shared('zone:xivo')] });
        await start({ locks: [shared('zone:xivo')] });
        const more = (version: number, ...locks: Change['locks'] & {}) =>
          journal.append({ ...newRun, run: 1, version, locks });
        await more(1, exclusive('vm:skaro'), shared('zone:xivo'));
        await expect(more(2, exclusive('zone:xivo'))).rejects.toMatchObject({ key: 'zone:xivo', holder: 2 });
        await journal.append({ ...newRun, run: 2, version: 1, head: done });
        await more(2, exclusive('zone:xivo'));
        await more(3, shared('zone:xivo'));
        expect(await journal.locks()).toEqual([
          { key: 'vm:skaro', mode: 'exclusive', run: 1 },
          { key: 'zone:xivo', mode: 'exclusive', run: 1 },
        ]);
        expect(await journal.verify()).toMatchObject({ ok: true });
      });

      it('keeps them while the run is unsettled, without a process, and gives all back when it is settled', async () => {
        await start({ locks: [exclusive('vm:skaro'), exclusive('vg:farm')] });
        await journal.append({ ...newRun, run: 1, version: 1, head: { ...waiting, state: 'failed' } });
        await journal.close();
        const later = await another();
        expect(await later.locks()).toHaveLength(2);
        await later.append({ ...newRun, run: 1, version: 2, head: done, locks: [exclusive('vm:gallifrey')] });
        expect(await later.locks()).toEqual([]);
        await later.append({ ...newRun, locks: [exclusive('vm:skaro')] });
        expect(await later.verify()).toMatchObject({ ok: true });
      });
    });

    describe('leases', () => {
      it('gives a run, or anything, to one owner, under a token that rises with every lease', async () => {
        await start();
        await start();
        const first = await journal.lease(leaseOfRun(1), 'elsewhere/1', 30_000);
        expect(first).toEqual({ of: 'run:1', token: 1, owner: 'elsewhere/1', expires: clock + 30_000 });
        const other = await another();
        expect(await other.lease(leaseOfRun(1), 'elsewhere/2', 30_000)).toBeUndefined();
        expect(await other.lease(leaseOfRun(1), 'elsewhere/1', 30_000)).toBeUndefined();
        expect(await other.lease(leaseOfRun(2), 'elsewhere/2', 30_000)).toMatchObject({ token: 2 });
        if (first) await journal.release(first);
        expect(await other.lease(leaseOfRun(1), 'elsewhere/2', 30_000)).toMatchObject({ token: 3 });
        expect(await other.lease('voice:irc', 'elsewhere/1', 30_000)).toMatchObject({ of: 'voice:irc', token: 4 });
      });

      it('never repeats a token, even after a restart', async () => {
        await start();
        for (let token = 1; token < 4; token++) {
          const handle = await another();
          const lease = await handle.lease(leaseOfRun(1), 'elsewhere/1', 30_000);
          expect(lease?.token).toBe(token);
          if (lease) await handle.release(lease);
          await handle.close();
        }
      });

      it('gives one of another machine away only when its time is up, renewals counted', async () => {
        await start();
        const lease = await journal.lease(leaseOfRun(1), 'elsewhere/1', 30_000);
        clock += 20_000;
        expect(await journal.lease(leaseOfRun(1), 'elsewhere/2', 30_000)).toBeUndefined();
        expect(lease && (await journal.renew(lease, 30_000))).toMatchObject({ token: 1, expires: clock + 30_000 });
        clock += 29_999;
        expect(await journal.lease(leaseOfRun(1), 'elsewhere/2', 30_000)).toBeUndefined();
        clock += 1;
        expect(await journal.lease(leaseOfRun(1), 'elsewhere/2', 30_000)).toMatchObject({ token: 2 });
      });

      it('gives that of a process of this machine away as soon as it is killed', async () => {
        await start();
        const { child, owner } = await sleeper();
        expect(await journal.lease(leaseOfRun(1), owner, 3_600_000)).toBeDefined();
        expect(await journal.lease(leaseOfRun(1), processOwner(), 30_000)).toBeUndefined();
        child.kill('SIGKILL');
        await once(child, 'exit');
        expect(await journal.lease(leaseOfRun(1), processOwner(), 30_000)).toMatchObject({ token: 2 });
      });

      it('stops a writer whose lease somebody else has, and lets it go on when only time has passed', async () => {
        await start();
        const lease = await journal.lease(leaseOfRun(1), 'elsewhere/1', 30_000);
        if (!lease) throw new Error('no lease');
        clock += 60_000;
        await journal.append({ ...newRun, run: 1, version: 1, token: lease.token });
        const renewed = await journal.renew(lease, 30_000);
        clock += 60_000;
        await journal.lease(leaseOfRun(1), 'elsewhere/2', 30_000);
        await expect(journal.append({ ...newRun, run: 1, version: 2, token: renewed.token })).rejects.toThrow(
          LeaseLost,
        );
        await expect(journal.renew(renewed, 30_000)).rejects.toThrow(LeaseLost);
        await journal.release(renewed);
        expect(await journal.lease(leaseOfRun(1), 'elsewhere/1', 30_000)).toBeUndefined();
        expect(await journal.last()).toBe(2);
      });

      it('takes a released lease for lost, and lets people write without one', async () => {
        await start();
        const lease = await journal.lease(leaseOfRun(1), 'elsewhere/1', 30_000);
        if (!lease) throw new Error('no lease');
        await journal.append({ ...newRun, run: 1, version: 1 });
        await journal.release(lease);
        await expect(journal.append({ ...newRun, run: 1, version: 2, token: lease.token })).rejects.toThrow(LeaseLost);
        await expect(journal.renew(lease, 30_000)).rejects.toThrow(LeaseLost);
      });

      it('tells a lost lease before a version conflict, since the writer is to stop, not to read again', async () => {
        await start();
        await expect(journal.append({ ...newRun, run: 1, version: 0, token: 5 })).rejects.toThrow(LeaseLost);
      });
    });

    describe('a token of something else than the run', () => {
      it('is refused once somebody else has that', async () => {
        const voice = await journal.lease('voice:irc', 'elsewhere/1', 6_000);
        const under = { under: 'voice:irc', token: voice?.token ?? 0 };
        await journal.append({ ...newRun, ...under });
        await journal.append({ ...newRun, run: 1, version: 1, ...under });
        clock += 6_000;
        await journal.lease('voice:irc', 'elsewhere/2', 6_000);
        await expect(journal.append({ ...newRun, ...under })).rejects.toThrow(LeaseLost);
        await expect(journal.append({ ...newRun, run: 1, version: 2, ...under })).rejects.toThrow(LeaseLost);
        expect(await journal.last()).toBe(2);
      });
    });

    describe('cursors', () => {
      it('move on, and never back', async () => {
        expect(await journal.cursor('irc')).toBe(0);
        await journal.setCursor('irc', 7);
        await (await another()).setCursor('irc', 5);
        expect(await journal.cursor('irc')).toBe(7);
        await journal.setCursor('irc', 10);
        expect(await journal.cursor('irc')).toBe(10);
      });
    });

    describe('notes', () => {
      const value = { text: 'é \u0000 "', list: [1, null] };

      it('are on their shelf for every process, until they are taken away', async () => {
        const other = await another();
        await journal.putNote('a', 'one', value);
        await other.putNote('a', 'two words', 2);
        await other.putNote('b', 'one', 'else');
        await journal.putNote('a', 'two words', 3);
        expect(await other.notes('a')).toEqual(
          new Map<string, unknown>([
            ['one', value],
            ['two words', 3],
          ]),
        );
        expect(await journal.dropNotes('a', ['one', 'three'])).toBe(1);
        expect(await journal.dropNotes('a', [])).toBe(0);
        expect(await other.notes('a')).toEqual(new Map([['two words', 3]]));
        expect(await other.notes('c')).toEqual(new Map());
        await journal.close();
        expect(await (await another()).notes('b')).toEqual(new Map([['one', 'else']]));
      });

      it('that are not to be put over others are put once, of many that try', async () => {
        const handles = [journal, await another(), await another()];
        const tries = Array.from({ length: 30 }, (_, n) => handles[n % 3]?.addNote('heard', 'm1', { n }));
        const given = await Promise.all(tries);
        expect(given.filter(Boolean)).toHaveLength(1);
        expect(await journal.notes('heard')).toEqual(new Map([['m1', { n: given.indexOf(true) }]]));
        await journal.dropNotes('heard', ['m1']);
        expect(await handles[1]?.addNote('heard', 'm1', 1)).toBe(true);
      });

      it('that are taken are seen by every process at once, and taken once, of many that try', async () => {
        const handles = [journal, await another(), await another()];
        const taken = await Promise.all(
          Array.from({ length: 30 }, (_, n) =>
            handles[n % 3]?.takeNote('heard', 'm1', { n }).then(async (mine) => {
              if (mine) expect(await handles[(n + 1) % 3]?.notes('heard')).toEqual(new Map([['m1', { n }]]));
              await mine?.onDisk;
              return mine;
            }),
          ),
        );
        expect(taken.filter(Boolean)).toHaveLength(1);
        expect(await journal.addNote('heard', 'm1', 1)).toBe(false);
        expect(await journal.verify()).toMatchObject({ ok: true });
      });

      it('are no part of the log', async () => {
        await start();
        const before = await journal.verify();
        await journal.putNote('a', 'one', value);
        expect(await journal.verify()).toEqual(before);
        expect(await journal.last()).toBe(1);
      });
    });

    describe('watch', () => {
      it('wakes on what this process appends, and on what another one does', async () => {
        const other = await another();
        const wake = vi.fn();
        journal.watch(wake);
        await start();
        expect(wake).toHaveBeenCalledTimes(1);
        await other.append(newRun);
        await eventually(() => expect(wake).toHaveBeenCalledTimes(2));
      });

      it('wakes nobody who has stopped watching, and goes on for the others', async () => {
        const [stopped, going] = [vi.fn(), vi.fn()];
        const stop = journal.watch(stopped);
        journal.watch(going);
        stop();
        stop();
        await start();
        expect(going).toHaveBeenCalledTimes(1);
        expect(stopped).not.toHaveBeenCalled();
      });

      it('does not wake when leases and cursors change', async () => {
        await start();
        const other = await another();
        const wake = vi.fn();
        journal.watch(wake);
        await other.lease(leaseOfRun(1), 'elsewhere/1', 30_000);
        await other.setCursor('irc', 1);
        await sleep(500);
        expect(wake).not.toHaveBeenCalled();
      });
    });

    it('remembers how far each reader got, across handles', async () => {
      const other = await another();
      expect(await journal.cursor('irc')).toBe(0);
      await journal.setCursor('irc', 7);
      await journal.setCursor('slack', 3);
      await journal.setCursor('irc', 9);
      expect(await other.cursor('irc')).toBe(9);
      expect(await other.cursor('slack')).toBe(3);
    });

    it('proves a place in the chain that was noted earlier, and finds out when it is another chain', async () => {
      await start();
      await start();
      const [, second] = await journal.since(0, 2);
      await start();
      const { seq, hash } = second as StoredEvent;
      expect(await journal.verify({ seq, hash })).toMatchObject({ ok: true, events: 3 });
      expect(await journal.verify({ seq, hash: genesis })).toMatchObject({
        ok: false,
        seq: 2,
        problem: expect.stringContaining('as noted earlier'),
      });
      expect(await journal.verify({ seq: 4, hash })).toMatchObject({
        ok: false,
        seq: 3,
        problem: expect.stringContaining('event 4 is missing'),
      });
    });

    it('keeps versions gapless, locks exclusive and the chain whole, however several writers interleave', async () => {
      const refusals = [VersionConflict, LockHeld];
      const keys = ['vm:a', 'vm:b', 'zone'];
      const lock = fc.record({
        key: fc.constantFrom(...keys),
        mode: fc.constantFrom('exclusive' as const, 'shared' as const),
      });
      const act = fc.record({
        handle: fc.nat(2),
        run: fc.option(fc.integer({ min: 1, max: 4 }), { nil: 'new' as const }),
        /** How many versions the writer lags behind. */
        lag: fc.constantFrom(0, 0, 0, 1),
        events: fc.integer({ min: 1, max: 3 }),
        settled: fc.boolean(),
        locks: fc.array(lock, { maxLength: 2 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { maxLength: 15 }), async (rounds) => {
          const fresh = await newStore();
          const handles = [await fresh.open(), await fresh.open(), await fresh.open()] as const;
          const versions = new Map<number, number>();
          try {
            for (const round of rounds) {
              const results = await Promise.allSettled(
                round.map(async ({ handle, run, lag, events, settled, locks }) => {
                  const writer = handles[handle] as Journal;
                  const version = run === 'new' ? 0 : ((await writer.head(run))?.version ?? 0);
                  const head = settled ? done : waiting;
                  const change = {
                    run,
                    version: Math.max(0, version - lag),
                    events: Array(events).fill(planned),
                    head,
                    locks,
                  };
                  return { change, written: await writer.append(change) };
                }),
              );
              for (const result of results) {
                if (result.status === 'rejected') {
                  if (!/no run/.test(result.reason.message)) expect(refusals).toContain(result.reason.constructor);
                  continue;
                }
                const { change, written } = result.value;
                const run = written[0]?.run ?? 0;
                expect(change.version).toBe(versions.get(run) ?? 0);
                versions.set(run, change.version + written.length);
              }
              const held = Map.groupBy(await handles[0].locks(), ({ key }) => key);
              for (const holders of held.values())
                expect(holders.length === 1 || holders.every(({ mode }) => mode === 'shared')).toBe(true);
            }
            expect(await handles[0].verify()).toMatchObject({ ok: true });
            const listed = await handles[0].runs({ limit: 1_000 });
            expect(new Map(listed.map(({ run, version }) => [run, version]))).toEqual(versions);
            const log = await handles[0].since(0, 1_000);
            expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
          } finally {
            for (const handle of handles) await handle.close();
            await fresh.remove();
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}

/** A process that says which it is, and waits to be killed. */
async function sleeper(): Promise<{ readonly child: ChildProcess; readonly owner: string }> {
  const module = new URL('../../src/journal/owner.ts', import.meta.url);
  const script = `import { processOwner } from '${module}'; console.log(processOwner()); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [owner] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, owner: owner.toString().trim() };
}
