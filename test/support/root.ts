import { describe } from 'vitest';

/** `describe` for a suite that mounts file systems, which only root may; with CI=true it fails instead of being left out. */
export function needsRoot(): typeof describe | typeof describe.skip {
  if (process.getuid?.() === 0) return describe;
  if (process.env.CI === 'true') throw new Error('this suite must be run as root');
  return describe.skip;
}
