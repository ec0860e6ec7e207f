import { spawnSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';

/** `npm run build`: plain JavaScript in dist, with the sandbox's stand-ins, which are shell, beside it. */
rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
for (const folder of globSync('{src,platforms/*}/sandbox/{tools,guest}')) {
  cpSync(folder, `dist/${folder}`, { recursive: true, preserveTimestamps: true });
}
