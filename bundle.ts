import { cpSync, globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = import.meta.dirname;
const pages = 'node_modules/@bull-board/ui/dist';

/** Every output file is in FOLDER/src: what a source finds by its own place is sought from there. */
const places: Plugin = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const place = relative(join(root, 'src'), path).replace(/ts$/, 'js');
      const contents = readFileSync(path, 'utf8')
        // A library that is loaded late is in the bundle only where `require` is nobody's own.
        .replace(/^const require = createRequire\(import\.meta\.url\);$/m, '')
        .replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${dirname(place)}`)})`)
        .replaceAll('import.meta.url', `new URL(${JSON.stringify(`./${place}`)}, import.meta.url).href`);
      return { contents, loader: 'ts' };
    });
  },
};

/**
 * Puts into `folder`, in place of what was there, farmhand and its libraries as plain JavaScript, and what is not JavaScript: the sandbox's
 * stand-ins, what is installed on hosts, the pages of the queue's board, what farmhand's own pages refer to. Gives the paths of what it was made of.
 */
export async function bundle(folder: string): Promise<readonly string[]> {
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
  for (const shell of globSync(['{src,platforms/*}/sandbox/{tools,guest}', 'platforms/ganeti/farmhand-luxi'], {
    cwd: root,
  }))
    cpSync(join(root, shell), join(folder, shell), { recursive: true, preserveTimestamps: true });
  cpSync(join(root, 'main/web/assets'), join(folder, 'main/web/assets'), { recursive: true });
  cpSync(join(root, pages), join(folder, 'main/http/board/dist'), { recursive: true });
  return [...Object.keys(metafile.inputs), `${pages}/index.ejs`];
}
