import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An apt and a dpkg with a file system, sources and a memory of their own: whatever they install is in `root`, and nothing of this machine's. */
export interface OwnApt {
  readonly root: string;
  /** Replaces sources.list(5). */
  sources(lines: readonly string[]): void;
  /** Runs apt-get. Throws, with what it said, when it fails. */
  get(words: readonly string[]): string;
  /** What apt-get says, and how it ends. */
  tried(words: readonly string[]): { readonly code: number | null; readonly said: string };
  /** Packages that dpkg has installed, with their versions. */
  installed(): Readonly<Record<string, string>>;
}

/** Makes one in a folder. As root: dpkg gives what it unpacks its owners. */
export function ownApt(folder: string): OwnApt {
  const root = join(folder, 'root');
  const inside = (path: string) => join(root, path);
  for (const path of [
    ...['var/lib/dpkg/info', 'var/lib/dpkg/updates', 'var/lib/dpkg/triggers', 'var/lib/apt/lists/partial'],
    ...['var/cache/apt/archives/partial', 'var/log/apt', 'etc/apt'],
  ])
    mkdirSync(inside(path), { recursive: true });
  writeFileSync(inside('var/lib/dpkg/status'), '');
  // Read before all else: nothing this machine's own apt.conf says is heard.
  const settings: Readonly<Record<string, string>> = {
    'Dir::Etc::main': '/dev/null',
    'Dir::Etc::parts': '/dev/null',
    'Dir::Etc::sourcelist': inside('etc/apt/sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::trusted': '/dev/null',
    'Dir::Etc::trustedparts': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': inside('var/lib/apt'),
    'Dir::State::status': inside('var/lib/dpkg/status'),
    'Dir::Cache': inside('var/cache/apt'),
    'Dir::Log': inside('var/log/apt'),
    'APT::Sandbox::User': 'root',
    'DPkg::Options::': `--root=${root}`,
  };
  const config = join(folder, 'apt.conf');
  writeFileSync(
    config,
    Object.entries(settings)
      .map(([key, value]) => `${key} "${value}";\n`)
      .join(''),
  );
  const env = { ...process.env, APT_CONFIG: config, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const tried: OwnApt['tried'] = (words) => {
    const { status, stdout, stderr } = spawnSync('apt-get', words, { env, encoding: 'utf8' });
    return { code: status, said: `${stdout}${stderr}` };
  };
  return {
    root,
    sources: (lines) => writeFileSync(inside('etc/apt/sources.list'), lines.map((line) => `${line}\n`).join('')),
    get(words) {
      const { code, said } = tried(words);
      if (code !== 0) throw new Error(`apt-get ${words.join(' ')} ended with ${code}: ${said}`);
      return said;
    },
    tried,
    installed() {
      const format = '--showformat=${Package} ${Version} ${db:Status-Status}\\n';
      const said = execFileSync('dpkg-query', [`--root=${root}`, '--show', format], { encoding: 'utf8' });
      const lines = said.split('\n').filter((line) => line.endsWith(' installed'));
      return Object.fromEntries(lines.map((line) => line.split(' ').slice(0, 2)));
    },
  };
}
