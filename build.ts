import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';

/** `npm run build`: the bundle in dist, with the types of farmhand/plugin and the licences of the libraries. `node build.ts FOLDER`: there instead. */
const [folder = 'dist'] = process.argv.slice(2);
const root = import.meta.dirname;

const inputs = await bundle(folder);
const { status } = spawnSync('tsc', ['-p', join(root, 'tsconfig.plugin.json'), '--outDir', folder], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

/** Folders of the packages that are in the bundle. */
const packages = new Set(
  inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []),
);
writeFileSync(
  join(folder, 'LICENSES.txt'),
  [...packages]
    .sort()
    .map(licence)
    .join(`\n${'-'.repeat(80)}\n\n`),
);

/** What a package says of its licence. */
function licence(path: string): string {
  const { name, version, license = 'see below' } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  const texts = readdirSync(join(root, path))
    .filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file))
    .sort();
  return [
    `${name} ${version} (${license})\n`,
    ...texts.map((file) => readFileSync(join(root, path, file), 'utf8')),
  ].join('\n');
}
