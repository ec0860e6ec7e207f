import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** How many are named. */
const most = 10;

/** A vitest reporter that says at the end where the time went: the slowest files, with what loading them took. */
export default class Slowest implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map((module) => {
      const { collectDuration, setupDuration, duration } = module.diagnostic();
      return { file: relative('.', module.moduleId), milliseconds: collectDuration + setupDuration + duration };
    });
    const slowest = files.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, most);
    if (files.length <= most) return;
    console.log(`\n The ${most} slowest of ${files.length} files`);
    for (const { file, milliseconds } of slowest)
      console.log(`${(milliseconds / 1000).toFixed(1).padStart(8)} s  ${file}`);
  }
}
