import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';

/** `npm run build`: plain JavaScript in dist, with the sandbox's stand-ins, which are shell, beside it. */
rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
cpSync('src/sandbox/tools', 'dist/src/sandbox/tools', { recursive: true, preserveTimestamps: true });
cpSync('src/sandbox/guest', 'dist/src/sandbox/guest', { recursive: true, preserveTimestamps: true });
