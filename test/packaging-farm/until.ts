import { setTimeout } from 'node:timers/promises';

/** Waits until something is so. Throws after a minute and a half. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 90_000;
  while (!(await so())) {
    if (Date.now() > end) throw new Error(`it did not come to be: ${so}`);
    await setTimeout(50);
  }
}
