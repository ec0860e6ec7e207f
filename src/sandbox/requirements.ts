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
export async function checkRequirements(path = process.env.PATH ?? ''): Promise<void> {
  if (process.platform !== 'linux') {
    throw new Error(`The sandbox needs Linux; this is ${process.platform}. In a container of Debian it works.`);
  }
  const missing: string[] = [];
  for (const program of Object.keys(programs)) if (!(await installed(program, path))) missing.push(program);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => programs[program]))];
  throw new Error(
    `The sandbox needs ${missing.join(', ')}, which this machine lacks: apt-get install ${packages.join(' ')}`,
  );
}

async function installed(program: string, path: string): Promise<boolean> {
  for (const folder of [...path.split(delimiter), '/usr/sbin', '/usr/bin', '/sbin', '/bin']) {
    try {
      await access(join(folder, program), constants.X_OK);
      return true;
    } catch {}
  }
  return false;
}
