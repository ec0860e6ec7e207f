import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Ballot } from '../../src/engine/ballot.ts';
import { type Journal, LockHeld } from '../../src/journal/journal.ts';
import { oneApproval, toyEngine } from '../support/toy-engine.ts';

const ballot = (hash: string, more: Partial<Ballot> = {}): Ballot => ({
  vote: 'approve',
  person: 'loic',
  from: 'console',
  hash,
  enough: ({ votes }) => votes.length >= 1,
  ...more,
});

const state = (steps: readonly { readonly id: string; readonly state: string }[]) =>
  Object.fromEntries(steps.map((step) => [step.id, step.state]));

describe('a run', () => {
  test('does its steps in their order and ends done', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('b', ['a']), toy.put('a')]));
    const view = await toy.until(run, 'done');
    expect([...toy.files()].sort()).toEqual(['a', 'b']);
    expect(Date.parse(view.steps[0]?.beganAt ?? '')).toBeGreaterThanOrEqual(Date.parse(view.steps[1]?.endedAt ?? ''));
    expect(view.settled).toBe(true);
    expect(await toy.engine.journal.locks()).toEqual([]);
    expect(await toy.engine.journal.verify()).toMatchObject({ ok: true });
  });

  test('skips what is already as wanted, and says why', async () => {
    const toy = await toyEngine();
    writeFileSync(join(toy.folder, 'a'), 'x');
    const { run, plan } = await toy.submit(toy.wanted([toy.put('a')]));
    expect(plan.steps[0]).toMatchObject({ skip: 'it is there already' });
    const view = await toy.until(run, 'done');
    expect(view.steps[0]).toMatchObject({ state: 'skipped', why: 'it is there already', attempt: 0 });
    expect(toy.writes('a')).toBe(0);
  });

  test('reads a host once for a whole plan', async () => {
    const toy = await toyEngine();
    await toy.engine.plan(toy.wanted([toy.put('a'), toy.put('b'), toy.put('c')]));
    expect(toy.host.execs).toBe(1);
  });

  test('stops where the host no longer matches the plan, and says what changed', async () => {
    const toy = await toyEngine();
    const { run, plan } = await toy.submit(toy.wanted([toy.put('a')]), oneApproval);
    writeFileSync(join(toy.folder, 'a'), 'somebody was here');
    await toy.engine.vote(run, ballot(plan.hash));
    const view = await toy.until(run, 'failed');
    expect(view.why).toContain('write a: ');
    expect(view.why).toContain('holds something else');
    expect(toy.writes('a')).toBe(0);
  });

  test('stops where a step that had nothing to do now has', async () => {
    const toy = await toyEngine();
    writeFileSync(join(toy.folder, 'a'), 'x');
    const { run, plan } = await toy.submit(toy.wanted([toy.put('a')]), oneApproval);
    await toy.host.run({ script: 'rm "$1"', args: [join(toy.folder, 'a')] });
    await toy.engine.vote(run, ballot(plan.hash));
    expect((await toy.until(run, 'failed')).why).toContain('the plan had nothing to do here');
  });

  test('is refused with every reason when the hosts do not allow it', async () => {
    const toy = await toyEngine();
    const wanted = toy.wanted([toy.put('a', [], 'blocked'), toy.put('b', [], 'blocked')]);
    await expect(toy.submit(wanted)).rejects.toMatchObject({
      name: 'PlanBlocked',
      reasons: ['write a: something is in the way', 'write b: something is in the way'],
    });
    expect(await toy.engine.runs()).toEqual([]);
  });

  test('believes the host, not the complaint of a command that did its work', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'late')]));
    const view = await toy.until(run, ({ state }) => state === 'done' || state === 'failed');
    expect(view.state).toBe('done');
    expect(view.steps[0]).toMatchObject({ state: 'done', receipt: { path: join(toy.folder, 'a') } });
  });

  test('fails a step that says it did something the host does not show', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'lie')]));
    expect((await toy.until(run, 'failed')).why).toContain('the host does not show it');
  });

  test('looks again where a step ran without an error, and the work of others hid what it did', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'veiled')]));
    const view = await toy.until(run, ({ state }) => state === 'done' || state === 'failed');
    expect(view.state, view.why).toBe('done');
    expect(toy.writes('a')).toBe(1);
  });

  test('asks the host after a lost connection and does not do it twice', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'lost')]));
    const view = await toy.until(run, 'done');
    expect(view.steps[0]).toMatchObject({ state: 'done', attempt: 1, receipt: { path: join(toy.folder, 'a') } });
    expect(toy.writes('a')).toBe(1);
  });

  test('waits for a host that does not answer, and says so', async () => {
    const toy = await toyEngine();
    const { run, plan } = await toy.submit(toy.wanted([toy.put('a')]), oneApproval);
    toy.host.gone = true;
    await toy.engine.vote(run, ballot(plan.hash));
    const waiting = await toy.until(run, ({ steps }) => steps[0]?.state === 'unknown');
    expect(waiting.steps[0]?.why).toBe('here does not answer');
    toy.host.gone = false;
    await toy.until(run, 'done');
    expect(toy.writes('a')).toBe(1);
  });

  test('lets steps under way end after a failure, and begins no other', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'fail'), toy.put('b'), toy.put('c', ['a', 'b'])]));
    const view = await toy.until(run, 'failed');
    expect(state(view.steps)).toEqual({ a: 'failed', b: 'done', c: 'waiting' });
    expect(view.settled).toBe(false);
  });

  test('goes on from the failed step when it is retried', async () => {
    const toy = await toyEngine();
    writeFileSync(join(toy.folder, 'b'), 'in the way');
    await expect(toy.submit(toy.wanted([toy.put('a'), toy.put('b', ['a'])]))).rejects.toThrow('holds something else');
    await toy.host.run({ script: 'rm "$1"', args: [join(toy.folder, 'b')] });
    const { run, plan } = await toy.submit(toy.wanted([toy.put('a'), toy.put('b', ['a'])]), oneApproval);
    writeFileSync(join(toy.folder, 'b'), 'in the way');
    await toy.engine.vote(run, ballot(plan.hash));
    await toy.until(run, 'failed');
    await toy.host.run({ script: 'rm "$1"', args: [join(toy.folder, 'b')] });
    await toy.engine.retry(run, 'loic');
    await toy.until(run, 'done');
    expect([toy.writes('a'), toy.writes('b')]).toEqual([1, 1]);
  });

  test('does not read its history again because others write theirs', async () => {
    const reads: number[] = [];
    const around = (journal: Journal): Journal => ({
      ...journal,
      events: (asked) => {
        reads.push(asked);
        return journal.events(asked);
      },
    });
    const toy = await toyEngine({ around });
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'hang')]));
    await toy.until(run, ({ steps }) => steps[0]?.state === 'running');
    reads.length = 0;
    const other = await toy.submit(toy.wanted([toy.put('b')], { locks: [] }));
    await toy.until(other.run, 'done');
    expect(reads.filter((asked) => asked === run)).toEqual([]);
    await toy.engine.cancel(run, 'nicolas');
    await toy.until(run, 'cancelled');
  });

  test('is stopped by a person while a step runs, and keeps its locks until it is undone or left', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'hang')]));
    await toy.until(run, ({ steps }) => steps[0]?.state === 'running');
    await toy.engine.cancel(run, 'nicolas');
    const view = await toy.until(run, 'cancelled');
    expect(view).toMatchObject({ why: 'cancelled by nicolas', settled: false });
    await expect(toy.submit(toy.wanted([toy.put('z')]))).rejects.toBeInstanceOf(LockHeld);
    expect(await toy.engine.cancel(run, 'nicolas')).toMatchObject({ state: 'cancelled', settled: true });
    expect(await toy.engine.journal.locks()).toEqual([]);
  });

  test('is refused while another holds what it wants, by the number of the holder', async () => {
    const toy = await toyEngine();
    const first = await toy.submit(toy.wanted([toy.put('a')]), oneApproval);
    await expect(toy.submit(toy.wanted([toy.put('b')]))).rejects.toMatchObject({ key: 'vm:vm', holder: first.run });
  });

  test('chooses again when a value was taken while it looked', async () => {
    const toy = await toyEngine();
    const choose = async () => {
      const held = (await toy.engine.journal.locks()).map(({ key }) => key);
      const free = [6, 7, 8].find((last) => !held.includes(`address:${last}`));
      return toy.wanted([toy.put(`vm${free}`)], { locks: [{ key: `address:${free}`, mode: 'exclusive' }] });
    };
    const views = await Promise.all([1, 2, 3].map(() => toy.submit(choose, oneApproval)));
    expect(views.flatMap(({ plan }) => plan.locks.map(({ key }) => key)).sort()).toEqual([
      'address:6',
      'address:7',
      'address:8',
    ]);
  });
});

describe('approval', () => {
  test('of the hash starts the run', async () => {
    const toy = await toyEngine();
    const { run, plan, state } = await toy.submit(toy.wanted([toy.put('a')]), oneApproval);
    expect(state).toBe('waiting');
    await toy.engine.vote(run, ballot(plan.hash));
    await toy.until(run, 'done');
  });

  test('of another hash is refused', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a')]), oneApproval);
    await expect(toy.engine.vote(run, ballot('0'.repeat(64)))).rejects.toThrow('another plan than the one approved');
    expect((await toy.engine.view(run))?.state).toBe('waiting');
  });

  test('is used once', async () => {
    const toy = await toyEngine();
    const { run, plan } = await toy.submit(toy.wanted([toy.put('a')]), oneApproval);
    await toy.engine.vote(run, ballot(plan.hash));
    await toy.until(run, 'done');
    await expect(toy.engine.vote(run, ballot(plan.hash))).rejects.toThrow(
      `run ${run} does not wait for approval: it is done`,
    );
    expect(toy.writes('a')).toBe(1);
  });

  test('comes too late when its time is over', async () => {
    const toy = await toyEngine();
    const { run, plan } = await toy.submit(toy.wanted([toy.put('a')]), {
      ...oneApproval,
      expires: new Date().toISOString(),
    });
    await expect(toy.engine.vote(run, ballot(plan.hash))).rejects.toThrow('it is expired');
    expect(toy.files()).toEqual([]);
    expect(await toy.engine.journal.locks()).toEqual([]);
  });

  test('can be withdrawn until the run starts, and one person counts once', async () => {
    const toy = await toyEngine();
    const { run, plan } = await toy.submit(toy.wanted([toy.put('a')]), { ...oneApproval, need: 2 });
    const two = { enough: ({ votes }: { readonly votes: readonly unknown[] }) => votes.length >= 2 };
    await toy.engine.vote(run, ballot(plan.hash, two));
    await toy.engine.vote(run, ballot(plan.hash, { ...two, from: 'irc' }));
    expect((await toy.engine.view(run))?.state).toBe('waiting');
    await toy.engine.vote(run, ballot(plan.hash, { ...two, vote: 'withdraw' }));
    expect((await toy.engine.vote(run, ballot(plan.hash, { ...two, person: 'nicolas' }))).state).toBe('waiting');
    expect((await toy.engine.vote(run, ballot(plan.hash, two))).state).toBe('queued');
  });

  test('denied ends it and gives back its locks', async () => {
    const toy = await toyEngine();
    const { run, plan } = await toy.submit(toy.wanted([toy.put('a')]), oneApproval);
    expect(await toy.engine.vote(run, ballot(plan.hash, { vote: 'deny', person: 'nicolas' }))).toMatchObject({
      state: 'denied',
      why: 'denied by nicolas',
    });
    expect(await toy.engine.journal.locks()).toEqual([]);
  });
});
