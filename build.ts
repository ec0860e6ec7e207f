import { spawnSync } from 'node:child_process';
import { cpSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * `npm run build`: farmhand and its libraries as plain JavaScript in dist, with the types of farmhand/plugin, what is not JavaScript (the
 * sandbox's stand-ins, what is installed on hosts, the pages of the queue's board), and the licences of the libraries. `node build.ts FOLDER`: there instead.
 */
const [folder = 'dist'] = process.argv.slice(2);
const root = import.meta.dirname;

/** Every output file is in FOLDER/src: what a source finds by its own place is sought from there. */
const places: Plugin = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const place = relative(join(root, 'src'), path).replace(/ts$/, 'js');
      const contents = readFileSync(path, 'utf8')
        .replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${dirname(place)}`)})`)
        .replaceAll('import.meta.url', `new URL(${JSON.stringify(`./${place}`)}, import.meta.url).href`);
      return { contents, loader: 'ts' };
    });
  },
};

rmSync(folder, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { main: 'main/main.ts', plugin: 'src/plugin.ts' },
  outdir: join(folder, 'src'),
  bundle: true,
  // What a subcommand does not need, it does not load; and plugins get the very module that the program has.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  // Compiled code that libraries can do without, and would need a compiler for.
  external: ['*.node', 'cpu-features'],
  // Some libraries are CommonJS.
  banner: {
    js: [
      "import { createRequire as requireFrom } from 'node:module';",
      'const { filename: __filename, dirname: __dirname } = import.meta;',
      'const require = requireFrom(__filename);',
    ].join('\n'),
  },
  legalComments: 'none',
  metafile: true,
  plugins: [places],
  logLevel: 'warning',
});

const { status } = spawnSync('tsc', ['-p', join(root, 'tsconfig.plugin.json'), '--outDir', folder], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
for (const shell of globSync(['{src,platforms/*}/sandbox/{tools,guest}', 'platforms/ganeti/farmhand-luxi'], {
  cwd: root,
}))
  cpSync(join(root, shell), join(folder, shell), { recursive: true, preserveTimestamps: true });
const pages = 'node_modules/@bull-board/ui/dist';
cpSync(join(root, pages), join(folder, 'main/http/board/dist'), { recursive: true });

/** Folders of the packages that are in the bundle. */
const packages = new Set(
  [...Object.keys(metafile.inputs), `${pages}/index.ejs`].flatMap(
    (input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
  ),
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
