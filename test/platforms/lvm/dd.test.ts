import { expect, test } from 'vitest';
import { copied, copyProgress } from '../../../platforms/lvm/dd.ts';

const gib = 2 ** 30;

test.each([
  ['nothing yet', '', undefined],
  ['the first line', '\r26214400 bytes (26 MB, 25 MiB) copied, 1 s, 26.1 MB/s', { bytes: 26_214_400, seconds: 1 }],
  [
    'the latest of several',
    '\r26214400 bytes (26 MB, 25 MiB) copied, 1 s, 26.1 MB/s\r52428800 bytes (52 MB, 50 MiB) copied, 2 s, 26.1 MB/s',
    { bytes: 52_428_800, seconds: 2 },
  ],
  [
    'a line cut short',
    '\r26214400 bytes (26 MB, 25 MiB) copied, 1 s, 26.1 MB/s\r52428800 byt',
    { bytes: 26_214_400, seconds: 1 },
  ],
  [
    'the last words',
    '64+0 records in\n64+0 records out\n268435456 bytes (268 MB, 256 MiB) copied, 10.0547 s, 26.7 MB/s\nsnapshot   swi-a-s--- 0.00\n',
    { bytes: 268_435_456, seconds: 10.0547 },
  ],
  ['fractions of a millisecond', '17 bytes copied, 4.3e-05 s, 395 kB/s', { bytes: 17, seconds: 0.000043 }],
])('of dd, %s is read', (_, output, expected) => {
  expect(copied(output)).toEqual(expected);
});

test.each([
  [12.4, 132, '12.4 GiB of 30 GiB, 96.2 MiB/s, 3 min left'],
  [29.9, 600, '29.9 GiB of 30 GiB, 51 MiB/s, 2 s left'],
  [0.5, 300, '512 MiB of 30 GiB, 1.7 MiB/s, 4.9 h left'],
])('%f GiB in %i s are told as %s', (copiedGib, seconds, text) => {
  const bytes = Math.round(copiedGib * gib);
  expect(copyProgress(`${bytes} bytes (1 GB, 1 GiB) copied, ${seconds} s, 1 MB/s`, 30 * gib)).toEqual({
    part: bytes / (30 * gib),
    text,
  });
});
