import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { missing, servers } from './support/installed.ts';

/**
 * `npm test` and `npm run proof`: installs the servers that they run, where it may, runs vitest, and says which files were slowest and
 * what it had to leave out. First argument: the project of vitest.config.ts; the rest is vitest's.
 */

const [project = 'farmhand', ...args] = process.argv.slice(2);
const absent = () => missing({ proofs: project === 'proof' });

function install(): void {
  const names = absent();
  if (names.length === 0) return;
  const packages = [...new Set(names.map((name) => servers[name].package))];
  const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!mayInstall) return;
  console.log(`Installing the servers the tests run: ${packages.join(' ')}`);
  // policy-rc.d would be the other way to keep the packages from starting their daemons; it is the machine's, not ours.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const { status } = spawnSync('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (status !== 0) console.error(`Installing them failed (exit ${status}). By hand: ${command}`);
}

function leftOut(): boolean {
  const names = absent();
  if (names.length === 0) return false;
  console.error(`\nLeft out, because these are not installed: ${names.join(', ')}.`);
  for (const name of names) console.error(`  ${name}: suites ${servers[name].suites}`);
  const packages = [...new Set(names.map((name) => servers[name].package))];
  console.error(`To run them, as root on Debian: apt-get install -y --no-install-recommends ${packages.join(' ')}`);
  return true;
}

install();
const slowest = fileURLToPath(new URL('slowest.ts', import.meta.url));
const reporters = args.some((arg) => arg.startsWith('--reporter'))
  ? []
  : ['--reporter=default', `--reporter=${slowest}`];
const { status } = spawnSync('vitest', ['run', '--project', project, ...reporters, ...args], { stdio: 'inherit' });
const incomplete = leftOut();
process.exit(incomplete && process.env.CI === 'true' ? 1 : (status ?? 1));
