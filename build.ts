import { spawnSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';

/**
 * `npm run build`: plain JavaScript in dist, with the types of farmhand/plugin, and the sandbox's stand-ins, which are shell, beside it.
 * `node build.ts FOLDER`: there instead.
 */
const [folder = 'dist'] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
for (const project of ['tsconfig.build.json', 'tsconfig.plugin.json']) {
  const { status } = spawnSync('tsc', ['-p', project, '--outDir', folder], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
for (const shell of globSync('{src,platforms/*}/sandbox/{tools,guest}'))
  cpSync(shell, `${folder}/${shell}`, { recursive: true, preserveTimestamps: true });
