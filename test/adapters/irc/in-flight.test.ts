import { describe, expect, test } from 'vitest';
import { InFlight } from '../../../adapters/irc/in-flight.ts';
import type { Parcel } from '../../../adapters/irc/outbox.ts';

function underway(...lines: readonly (readonly [target: string, text: string, at: number])[]): InFlight {
  const sent = new InFlight();
  for (const [target, text, at] of lines) sent.add({ parcel: { target } as Parcel, text, bytes: text.length, at });
  return sent;
}

const is = (name: string) => (target: string) => target === name;
const texts = (sent: readonly { text: string }[]) => sent.map(({ text }) => text);

describe('a line underway', () => {
  test('is said when it comes back', () => {
    const sent = underway(['#a', 'one', 1], ['#b', 'one', 1], ['#a', 'two', 1]);
    expect(texts(sent.echoed(is('#a'), 'one'))).toEqual(['one']);
    expect(sent.bytes).toBe(6);
  });

  test('that the server dropped is done with when a later one to the same target comes back, whose id is its own', () => {
    const sent = underway(['#a', 'run 7 …', 1], ['#b', 'other', 1], ['#a', 'run 8 …', 1]);
    const dealt = sent.echoed(is('#a'), 'run 8 …');
    expect(texts(dealt)).toEqual(['run 7 …', 'run 8 …']);
    expect(dealt.at(-1)?.text).toBe('run 8 …');
  });

  test('does not come back by another text', () => {
    const sent = underway(['#a', 'run 7 …', 1]);
    expect(sent.echoed(is('#a'), 'run 8 …')).toEqual([]);
    expect(sent.bytes).toBe(7);
  });

  test('is refused oldest first', () => {
    const sent = underway(['#a', 'one', 1], ['bob', 'two', 1], ['bob', 'three', 1]);
    expect(sent.refused(is('bob'))?.text).toBe('two');
    expect(sent.refused(is('carol'))).toBeUndefined();
    expect(texts(sent.all())).toEqual(['one', 'three']);
  });

  test('is done with when something written after it was answered', () => {
    const sent = underway(['#a', 'one', 1], ['#a', 'two', 2], ['#a', 'three', 3]);
    expect(texts(sent.until(2))).toEqual(['one', 'two']);
    expect(sent.oldest?.text).toBe('three');
  });
});
