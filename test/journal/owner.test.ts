import { describe, expect, it } from 'vitest';
import { hasEnded, processOwner } from '../../src/journal/owner.ts';

describe('hasEnded', () => {
  const [, host, boot, namespace, pid, start] = /^(.*)\/(.*)\/(\d+)\/(\d+)\/(\d+)$/.exec(processOwner()) ?? [];
  const owner = (change: { host?: string; boot?: string; namespace?: string; pid?: number; start?: number }) =>
    Object.values({ host, boot, namespace, pid, start, ...change }).join('/');

  it('is false for this process, and for a part of it', () => {
    expect(hasEnded(processOwner())).toBe(false);
    expect(hasEnded(`${processOwner()}#worker/2`)).toBe(false);
  });

  it('reads past brackets and blanks in the name of a process', () => {
    const [before, title] = [processOwner(), process.title];
    try {
      process.title = 'a) Z 1 (b';
      expect(hasEnded(before)).toBe(false);
    } finally {
      process.title = title;
    }
  });

  it('is true for a process number nobody has, or another process has now', () => {
    expect(hasEnded(owner({ pid: 2 ** 22 + 1 }))).toBe(true);
    expect(hasEnded(owner({ start: Number(start) - 1 }))).toBe(true);
    expect(hasEnded(`${owner({ start: Number(start) - 1 })}#worker/2`)).toBe(true);
  });

  it.each([
    ['another host', owner({ host: 'elsewhere', pid: 2 ** 22 + 1 })],
    ['before the last boot, or of a host of the same name', owner({ boot: '0-0', pid: 2 ** 22 + 1 })],
    ['another process namespace', owner({ namespace: '1', pid: 2 ** 22 + 1 })],
    ['something else', 'loic'],
  ])('is false for a process of %s, of which this one knows nothing', (_what, other) => {
    expect(hasEnded(other)).toBe(false);
  });
});
