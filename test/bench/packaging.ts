import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { metaPackage, type ToyFarm, toyFarm } from '../packaging-farm/toy-farm.ts';
import { commit, source } from '../packaging-farm/toy-package.ts';
import { installed } from '../support/installed.ts';
import { median, milliseconds, type Row } from './row.ts';

const count = 50;
const looks = 3;
/** Times that everything is built by each, in turns, so that what else the machine does falls on both. */
const rounds = 2;
const run = promisify(execFile);

/** What `packaging-farm` adds to what it runs: with nothing to do, and when it builds all beside make of the same rules alone. */
export async function packagingRows(): Promise<readonly Row[]> {
  const absent = (['reprepro', 'dpkg-buildpackage', 'git'] as const).filter((name) => installed(name) === undefined);
  if (absent.length > 0) {
    return [
      {
        what: `packaging farm of ${count}`,
        ours: 'not measured',
        beside: `not installed: ${absent.join(', ')}`,
        goal: '',
      },
    ];
  }
  const farm = toyFarm();
  try {
    return await measured(farm);
  } finally {
    await farm.remove();
  }
}

async function measured(farm: ToyFarm): Promise<readonly Row[]> {
  const names = Array.from({ length: count }, (_, n) => `toy${n}`);
  for (const name of names) {
    commit(farm.repository(name), source({ name }));
    farm.job(name);
  }
  metaPackage(farm, 'all', names);
  await must(farm, ['--cd', 'all', 'update']);
  const cpus = Number((await farm.run(['--var', 'PARALLEL'])).lines[0]);

  const alone: Took[] = [];
  const build: Took[] = [];
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await timed(() => plainMake(farm, names, cpus)));
    rmSync(join(farm.folder, 'var/cache/packaging-farm/depends'), { recursive: true });
    mkdirSync(join(farm.folder, 'var/cache/packaging-farm/depends'));
    build.push(await timed(() => must(farm, ['all'])));
  }
  const nothing: Took[] = [];
  for (let look = 0; look < looks; look += 1) {
    nothing.push(
      await timed(async () => {
        await must(farm, ['--cd', 'all', 'update']);
        await must(farm, ['all']);
      }),
    );
  }
  return [
    {
      what: `packaging-farm, nothing to do in ${count} packages`,
      ours: both(medians(nothing)),
      beside: '',
      goal: 'under 2000 ms',
      met: medians(nothing).elapsed < 2000,
    },
    {
      what: `packaging-farm, all of ${count} packages`,
      ours: `${both(medians(build))}: ${times(medians(build).elapsed, medians(alone).elapsed)}`,
      beside: `make -j${cpus} of the same rules: ${both(medians(alone))}`,
      goal: 'at most 1.15 times as long',
      met: medians(build).elapsed <= 1.15 * medians(alone).elapsed,
    },
  ];
}

/** Milliseconds that passed, and that processors worked on what was started. */
interface Took {
  readonly elapsed: number;
  readonly processor: number;
}

function medians(all: readonly Took[]): Took {
  return {
    elapsed: median(all.map(({ elapsed }) => elapsed)),
    processor: median(all.map(({ processor }) => processor)),
  };
}

function times(one: number, other: number): string {
  return `${(one / other).toFixed(2)} times`;
}

function both({ elapsed, processor }: Took): string {
  return `${milliseconds(elapsed)}, of processors ${milliseconds(processor)}`;
}

async function must(farm: ToyFarm, args: readonly string[]): Promise<void> {
  const { code, lines, errors } = await farm.run(args);
  if (code !== 0) throw new Error(`packaging-farm ${args.join(' ')}: ${lines.join('\n')}\n${errors}`);
}

async function timed(work: () => Promise<unknown>): Promise<Took> {
  const [began, worked] = [performance.now(), ofChildren()];
  await work();
  return { elapsed: performance.now() - began, processor: ofChildren() - worked };
}

/** Milliseconds processors worked for the children of this process that have ended: proc_pid_stat(5), fields 16 and 17, hundredths. */
function ofChildren(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return 10 * (Number(fields[13]) + Number(fields[14]));
}

/** The same sources unpacked and built, and the same repository made, by a Makefile with nothing else in it. */
async function plainMake(farm: ToyFarm, names: readonly string[], jobs: number): Promise<void> {
  const folder = join(farm.folder, 'plain');
  mkdirSync(join(folder, 'repository/conf'), { recursive: true });
  const fields = {
    Codename: 'trixie',
    Architectures: (await run('dpkg', ['--print-architecture'])).stdout.trim(),
    Components: 'main',
  };
  const distribution = Object.entries(fields).map(([key, value]) => `${key}: ${value}\n`);
  writeFileSync(join(folder, 'repository/conf/distributions'), distribution.join(''));
  const rules = names.map((name) => {
    const sources = join(farm.folder, 'var/cache/packaging-farm/sources', name);
    const dsc = readdirSync(sources).find((file) => file.endsWith('.dsc'));
    const build = `mkdir ${name} && cd ${name} && { dpkg-source --no-check -x ${sources}/${dsc} source && cd source && dpkg-buildpackage -b -us -uc; } >log 2>&1`;
    return `${name}:\n\t${build}\n`;
  });
  const all = `all: ${names.join(' ')}\n\treprepro --silent --basedir repository includedeb trixie */*.deb\n`;
  writeFileSync(join(folder, 'Makefile'), `${all}${rules.join('')}`);
  await run('make', ['-rR', '-C', folder, '-j', `${jobs}`]);
  rmSync(folder, { recursive: true });
}
