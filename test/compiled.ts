import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder of this run: what one farmhand compiled, the next one that a test starts finds there. */
    readonly compiled: string;
  }
}

/** vitest calls it once, before all tests. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-compiled-'));
  project.provide('compiled', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
