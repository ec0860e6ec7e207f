import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Frames } from '../../src/ssh/frames.ts';

const marker = 'a1b2c3d4';

/** What a shell would write: something that is nobody's, then each script's output and its end. */
function stream(outputs: readonly { bytes: Uint8Array; code: number }[], before = 'junk'): Buffer {
  return Buffer.concat([
    Buffer.from(`${before}${marker}0\n`),
    ...outputs.flatMap(({ bytes, code }) => [Buffer.from(bytes), Buffer.from(`${marker}${code}\n`)]),
  ]);
}

const outputs = fc.array(
  fc.record({ bytes: fc.uint8Array({ maxLength: 60 }), code: fc.integer({ min: 0, max: 255 }) }),
  { minLength: 1, maxLength: 5 },
);

test('frames come back byte for byte, wherever the chunks break', () => {
  fc.assert(
    fc.property(outputs, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (expected, sizes) => {
      const bytes = stream(expected);
      const frames = new Frames(marker, expected.length, 1000);
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        expect(frames.frames).toBeUndefined();
        frames.push(bytes.subarray(at, at + size));
        at += size;
      }
      expect(frames.frames).toEqual(
        expected.map(({ bytes, code }) => ({ bytes: Buffer.from(bytes), code, truncated: false })),
      );
    }),
  );
});

test('of each frame no more is kept than was asked for, and it says so', () => {
  const bytes = stream([
    { bytes: Buffer.from('12345'), code: 0 },
    { bytes: Buffer.from('123456'), code: 1 },
  ]);
  const frames = new Frames(marker, 2, 5);
  for (const byte of bytes) frames.push(Buffer.from([byte]));
  expect(frames.frames?.map(({ bytes, truncated }) => [bytes.toString(), truncated])).toEqual([
    ['12345', false],
    ['12345', true],
  ]);
});

test('the beginning of a marker that turns out to be none is output', () => {
  const frames = new Frames(marker, 1, 100);
  frames.push(stream([{ bytes: Buffer.from(`${marker.slice(0, 7)}x${marker.slice(0, 3)}`), code: 7 }]));
  expect(frames.frames?.[0]).toMatchObject({ code: 7, bytes: Buffer.from('a1b2c3dxa1b') });
});
