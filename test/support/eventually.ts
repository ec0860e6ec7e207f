import { vi } from 'vitest';

/** Waits until an expectation holds; two minutes, for the machine may be busy (vitest's own wait gives up after a second). */
export function eventually(expectation: () => unknown): Promise<unknown> {
  return vi.waitFor(expectation, { timeout: 120_000, interval: 10 });
}
