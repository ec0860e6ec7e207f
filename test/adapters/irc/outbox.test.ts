import { describe, expect, test } from 'vitest';
import { type Lane, Outbox, type Parcel } from '../../../adapters/irc/outbox.ts';

const settled: string[] = [];

function parcel(lane: Lane, target: string, lines: string, run?: number): Parcel {
  const parts = lines.split(' ');
  return {
    target,
    lane,
    ...(run !== undefined && { run }),
    unsure: false,
    lines: parts,
    ids: [],
    inFlight: 0,
    refused: false,
    resolve: () => void settled.push(parts.join(' ')),
    reject: () => undefined,
  };
}

/** Everything as it is written. */
function drained(outbox: Outbox, open: (target: string) => boolean = () => true): string[] {
  const lines: string[] = [];
  for (let next = outbox.next(({ target }) => open(target)); next; next = outbox.next(({ target }) => open(target))) {
    lines.push(next.lines.shift() ?? '');
    outbox.written(next);
  }
  return lines;
}

function filled(...parcels: Parcel[]): Outbox {
  const outbox = new Outbox();
  for (const item of parcels) outbox.put(item);
  return outbox;
}

describe('what waits to be said', () => {
  test('is said urgent first, progress last', () => {
    const outbox = filled(parcel('progress', '#a', 'p'), parcel('normal', '#a', 'n'), parcel('urgent', '#a', 'u'));
    expect(drained(outbox)).toEqual(['u', 'n', 'p']);
  });

  test('takes turns between channels, a line each', () => {
    const outbox = filled(
      parcel('normal', '#a', 'a1 a2 a3'),
      parcel('normal', '#b', 'b1'),
      parcel('normal', '#c', 'c1 c2'),
    );
    expect(drained(outbox)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  });

  test('keeps the lines of an answer together in their channel', () => {
    const outbox = filled(parcel('normal', '#a', 'x1 x2'), parcel('normal', '#a', 'y1 y2'));
    expect(drained(outbox)).toEqual(['x1', 'x2', 'y1', 'y2']);
  });

  test('passes over a channel farmhand is not in', () => {
    const outbox = filled(parcel('urgent', '#a', 'a1'), parcel('normal', '#b', 'b1'));
    expect(drained(outbox, (target) => target === '#b')).toEqual(['b1']);
    expect(drained(outbox)).toEqual(['a1']);
  });

  test('replaces waiting progress by newer news of the same run', () => {
    settled.length = 0;
    const outbox = filled(
      parcel('progress', '#a', '25%', 7),
      parcel('progress', '#a', '50%', 7),
      parcel('progress', '#a', '10%', 8),
    );
    expect(settled).toEqual(['25%']);
    expect(drained(outbox)).toEqual(['50%', '10%']);
  });

  test("tells a run's story in order when its end is urgent", () => {
    const outbox = filled(
      parcel('normal', '#a', 'answer'),
      parcel('normal', '#a', 'started', 7),
      parcel('urgent', '#a', 'failed', 7),
    );
    expect(drained(outbox)).toEqual(['started', 'failed', 'answer']);
  });

  test('says a lost line again before what came after it', () => {
    const first = parcel('normal', '#a', 'a1 a2');
    const outbox = filled(first, parcel('normal', '#a', 'b1'));
    const written = [first.lines.shift() ?? '', first.lines.shift() ?? ''];
    outbox.written(first);
    for (const line of written.reverse()) outbox.putBack(first, line);
    expect(drained(outbox)).toEqual(['a1', 'a2', 'b1']);
  });

  test('counts the lines that wait for a target', () => {
    const outbox = filled(parcel('normal', '#a', 'a1 a2'), parcel('urgent', '#a', 'u'), parcel('normal', '#b', 'b'));
    expect(outbox.backlog('#a')).toBe(3);
    drained(outbox);
    expect(outbox.backlog('#a')).toBe(0);
  });

  test('is said to strangers after everything else', () => {
    const outbox = filled(parcel('last', '#a', 'l'), parcel('progress', '#b', 'p'), parcel('normal', '#a', 'n'));
    expect(outbox.waiting('last')).toBe(1);
    expect(drained(outbox)).toEqual(['n', 'p', 'l']);
  });

  test('is counted for each speaker, and taken back from a nick that is another account now', () => {
    const to = (speaker: string, account?: string) => ({
      ...parcel('normal', 'alice', 'x y'),
      speaker,
      ...(account !== undefined && { account }),
    });
    const outbox = filled(to('alice', 'alice'), to('bob'), to('bob'));
    expect(outbox.backlog('alice', 'alice')).toBe(2);
    expect(outbox.backlog('alice', 'bob')).toBe(4);
    expect(outbox.recall(({ account }) => account === 'alice')).toHaveLength(1);
    expect(outbox.backlog('alice')).toBe(4);
  });

  test('can be taken out, all or one lane', () => {
    const outbox = filled(parcel('progress', '#a', 'p'), parcel('normal', '#a', 'n'), parcel('urgent', '#b', 'u'));
    expect(outbox.empty('progress').map(({ lines }) => lines[0])).toEqual(['p']);
    expect(outbox.empty().map(({ lines }) => lines[0])).toEqual(['u', 'n']);
    expect(drained(outbox)).toEqual([]);
  });
});
