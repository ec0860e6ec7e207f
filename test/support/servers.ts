import { describe } from 'vitest';
import { installed, type ServerName } from './installed.ts';

/**
 * `describe` for a suite that runs real servers. Where one is missing the suite is left out, and `npm test` names it in its
 * last lines; with CI=true it fails instead.
 */
export function needs(...names: readonly ServerName[]): typeof describe | typeof describe.skip {
  const absent = names.filter((name) => installed(name) === undefined);
  if (absent.length === 0) return describe;
  if (process.env.CI === 'true') throw new Error(`not installed: ${absent.join(', ')}`);
  return describe.skip;
}

export { installed } from './installed.ts';
