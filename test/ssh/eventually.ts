import { vi } from 'vitest';

/** Waits until an expectation holds; long, for the machine may be busy. */
export function eventually(expectation: () => unknown): Promise<unknown> {
  return vi.waitFor(expectation, { timeout: 20_000, interval: 20 });
}
