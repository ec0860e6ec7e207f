import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

export default defineConfig({
  test: {
    // Most tests wait, for servers and on purpose: with a worker a core, cores would be idle.
    maxWorkers: 4 * availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'farmhand',
          alias: { 'farmhand/plugin': join(import.meta.dirname, 'src/plugin.ts') },
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**', 'test/**/*.proof.test.ts'],
          globalSetup: ['test/compiled.ts'],
          setupFiles: ['test/setup.ts'],
          // Files share their worker's modules, which costs a fifth less: what a test changes of the process or of a module, it puts back.
          isolate: false,
          // Whole runs on a machine that may be busy with much else.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // A test of real servers that fails once and then passes is named as flaky in the report, and holds up nobody's change.
          retry: process.env.CI === 'true' ? 2 : 0,
        },
      },
      {
        test: {
          name: 'proof',
          globalSetup: ['test/compiled.ts'],
          setupFiles: ['test/setup.ts'],
          include: ['test/**/*.proof.test.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'lab',
          globalSetup: ['test/compiled.ts'],
          setupFiles: ['test/setup.ts'],
          include: ['test/lab/**/*.lab.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
