import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Program } from '../../main/program.ts';
import { say } from '../../main/say.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { type Document, document, type EventLine, eventLine } from '../../src/bot/documents/schema.ts';
import { afterThisFile } from '../support/afterwards.ts';
import { eventually } from '../support/eventually.ts';

/** A process that says one thing hears them to its end. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20, login: userInfo().username });
  afterThisFile(() => sandbox.close());
});

interface Spoken {
  readonly ends: unknown;
  readonly events: readonly EventLine[];
  readonly document: Document;
  readonly out: string;
}

interface Options extends Partial<Pick<Program, 'follow' | 'env' | 'farmFile'>> {
  /** Called with what was printed so far. */
  readonly printed?: (out: string) => void;
}

/** Says it with `--json`, in this process; what was printed, each line held to the schema. */
async function spoken(text: string, { printed, ...options }: Options = {}): Promise<Spoken> {
  let out = '';
  const output = new Writable({
    write(chunk, _, done) {
      out += chunk;
      printed?.(out);
      done();
    },
  });
  const error = new Writable({ write: (_chunk, _encoding, done) => done() });
  const program: Program = {
    ...{ env: {}, input: Readable.from([]), output, error, farmFile: sandbox.farmFile, farm: undefined, json: true },
    ...{ sudoers: false, plugins: false, web: false, host: undefined, key: undefined, work: true },
    ...{ concurrency: undefined, words: [text], ...options },
  };
  const before = signals.map((signal) => process.listeners(signal));
  const ends = await say(program).catch((thrown) => thrown);
  for (const [at, signal] of signals.entries())
    for (const added of process.listeners(signal).filter((one) => !before[at]?.includes(one)))
      process.removeListener(signal, added);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const last = document.parse(lines.pop());
  return { ends, events: lines.map((line) => eventLine.parse(line)), document: last, out };
}

describe('farmhand say --json', () => {
  test('prints one document, with the facts and what the process ends with', async () => {
    const { ends, document, out } = await spoken('!status gallifrey');
    expect([ends, document.exit, document.command]).toEqual([0, 0, '!status gallifrey']);
    expect(document.answer).toMatchObject({ kind: 'vm', vm: { name: 'gallifrey', health: 'up', protected: true } });
    expect(out.split('\n').length).toBe(2);
  });

  test('says a refusal as one, and ends with 1', async () => {
    const { ends, document } = await spoken('!destroy gallifrey');
    expect([ends, document.exit]).toEqual([1, 1]);
    expect(document.answer).toMatchObject({ kind: 'refusal', lines: [expect.stringContaining('is protected')] });
  });

  test('says why nothing could be said at all, and throws it', async () => {
    const { ends, document } = await spoken('!status', { farmFile: join(sandbox.farmFile, 'none') });
    expect(ends).toBeInstanceOf(Error);
    expect(document).toMatchObject({ exit: 1, answer: { kind: 'error', lines: [(ends as Error).message] }, runs: [] });
  });

  test('ends with 3 where its run waits; the plan that is shown is the one that is approved by its hash', async () => {
    const shown = await spoken('!plan start skaro');
    const asked = await spoken('!start skaro');
    expect([asked.ends, asked.document.exit]).toEqual([3, 3]);
    const [run] = asked.document.runs;
    expect(run).toMatchObject({ run: 1, state: 'waiting', waitsFor: expect.any(String) });
    expect(shown.document.answer).toMatchObject({ kind: 'plan', plan: { hash: run?.plan.hash } });
    expect((await spoken(`!approve 1 ${'0'.repeat(64)}`)).document).toMatchObject({ exit: 1, runs: [] });
    const done = await spoken(`!approve 1 ${run?.plan.hash}`);
    expect(done.document).toMatchObject({ exit: 0, runs: [{ state: 'done', plan: { hash: run?.plan.hash } }] });
  });

  test('has no secret in it, neither what was typed nor what is a fact', async () => {
    const env = { FARMHAND_TOKEN: 'skaro.dachary.org' };
    const { out } = await spoken('!status skaro because skaro.dachary.org', { env });
    expect(out).not.toContain('skaro.dachary.org');
    expect(out).toContain('[FARMHAND_TOKEN]');
  });
});

describe('farmhand say --json --follow', () => {
  test('follows the run it asks for past its gate, however it ends, and ends with 1 where it is denied', async () => {
    let out = '';
    const printed = (all: string) => {
      out = all;
    };
    const asked = spoken('!stop skaro', { follow: true, printed });
    await eventually(() => expect(out).toContain('"kind":"planned"'));
    await spoken('!deny 2');
    const { ends, events, document } = await asked;
    expect(events.map(({ event }) => [event.kind, event.state])).toEqual([
      ['planned', 'waiting'],
      ['ended', 'denied'],
    ]);
    expect([ends, document.exit, document.runs[0]?.state]).toEqual([1, 1, 'denied']);
    expect(events[0]?.event.plan).toBe(document.runs[0]?.plan.hash);
  });

  test('follows a run that was asked for elsewhere, by asking about it', async () => {
    await spoken('!stop skaro');
    let out = '';
    const printed = (all: string) => {
      out = all;
    };
    const asked = spoken('!run 3', { follow: true, printed });
    await eventually(() => expect(out).toContain('"kind":"following"'));
    await spoken('!approve 3');
    const { events, document } = await asked;
    expect([events[0]?.event, events.at(-1)?.event]).toMatchObject([
      { kind: 'following', run: 3, state: 'waiting' },
      { kind: 'ended', run: 3, state: 'done' },
    ]);
    expect(document).toMatchObject({ exit: 0, answer: { kind: 'run' }, runs: [{ run: 3, state: 'done' }] });
  });

  test('of what is over there is nothing to follow', async () => {
    const { ends, events, document } = await spoken('!run 1', { follow: true });
    expect([ends, events, document.answer?.kind]).toEqual([0, [], 'run']);
  });
});
