import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** What the sandbox's hosts use of the machine itself, and the Debian package that has it. */
const programs: Readonly<Record<string, string>> = {
  sh: 'dash',
  awk: 'mawk',
  sed: 'sed',
  grep: 'grep',
  tar: 'tar',
  dd: 'coreutils',
  flock: 'util-linux',
  setsid: 'util-linux',
  ionice: 'util-linux',
};

/** Throws when this machine lacks a program without which the sandbox's hosts would not work; says which, and where it is to be had. */
export async function checkRequirements(folders: readonly string[] = searched()): Promise<void> {
  if (process.platform !== 'linux') {
    throw new Error(`The sandbox needs Linux; this is ${process.platform}. In a container of Debian it works.`);
  }
  const names = Object.keys(programs);
  const there = await Promise.all(names.map((program) => installed(program, folders)));
  const missing = names.filter((_, index) => !there[index]);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => programs[program]))];
  throw new Error(
    `The sandbox needs ${missing.join(', ')}, which this machine lacks: apt-get install ${packages.join(' ')}`,
  );
}

function searched(): readonly string[] {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
}

async function installed(program: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    try {
      await access(join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Not in this one.
    }
  }
  return false;
}
