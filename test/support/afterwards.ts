import { onTestFinished, TestRunner } from 'vitest';

type Cleanup = () => unknown;

const ofThisFile: Cleanup[] = [];

/** To be done after the test that runs, last first; after all of the file, where a hook of the file runs. */
export function afterThisTest(cleanup: Cleanup): void {
  if (TestRunner.getCurrentTest() === undefined) afterThisFile(cleanup);
  else
    onTestFinished(async () => {
      await cleanup();
    });
}

/**
 * To be done when all tests of this file have run, last first. A module that tests share must not call vitest's own `afterAll` at its top:
 * the files that one worker runs share its modules, and only the first of them would have it.
 */
export function afterThisFile(cleanup: Cleanup): void {
  ofThisFile.push(cleanup);
}

/** Does what `afterThisFile` was given. Throws the first failure, when all was tried. */
export async function cleanUpAfterThisFile(): Promise<void> {
  const failures: unknown[] = [];
  for (const cleanup of ofThisFile.splice(0).reverse()) {
    try {
      await cleanup();
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0) throw failures[0];
}
