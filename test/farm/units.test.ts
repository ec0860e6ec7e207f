import { expect, test } from 'vitest';
import { parseDuration, parseSize, showSize } from '../../src/farm/units.ts';

test.each([
  ['1K', 1024],
  ['512M', 512 * 2 ** 20],
  ['4g', 4 * 2 ** 30],
  ['2T', 2 * 2 ** 40],
  ['4', undefined],
  ['4GB', undefined],
  ['4 G', undefined],
  ['-4G', undefined],
  ['1.5G', undefined],
  ['', undefined],
])('%s is %s bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

test.each([
  ['30s', 30],
  ['5m', 300],
  ['2h', 7200],
  ['7d', 604_800],
  ['5M', undefined],
  ['5', undefined],
  ['1h30m', undefined],
])('%s is %s seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [2 ** 30, '1 GiB'],
  [1.5 * 2 ** 30, '1.5 GiB'],
  [512 * 2 ** 20, '512 MiB'],
  [30 * 2 ** 40, '30 TiB'],
])('%i bytes are shown as %s', (bytes, text) => expect(showSize(bytes)).toBe(text));
