import { expect, it } from 'vitest';
import { checkRequirements } from '../../src/sandbox/requirements.ts';

it('finds what it needs here', async () => {
  await expect(checkRequirements()).resolves.toBeUndefined();
});

it('names what is missing, and the packages to install', async () => {
  await expect(checkRequirements(['/nonexistent'])).rejects.toThrow(
    /^The sandbox needs sh, awk, .*flock.*, which this machine lacks: apt-get install dash mawk .*util-linux$/,
  );
});
