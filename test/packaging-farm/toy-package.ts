import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A Debian package as small as one can be: a script, and rules that need nothing but dpkg-dev. */
export interface ToyPackage {
  readonly name: string;
  readonly needs?: readonly string[];
  /** Lines of make that run before it is packed, in the folder of the source. */
  readonly rules?: readonly string[];
}

const identity = {
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@b.c',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@b.c',
};

/** Runs git in a folder. `date`: seconds since 1970 of what it commits. */
export function git(folder: string, args: readonly string[], date?: number): string {
  const dates = date === undefined ? {} : { GIT_AUTHOR_DATE: `@${date} +0000`, GIT_COMMITTER_DATE: `@${date} +0000` };
  const env = { ...process.env, ...identity, ...dates, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' }).trim();
}

/** Writes files into a repository, which is made where there is none, and commits them. Returns the commit. */
export function commit(folder: string, files: Readonly<Record<string, string>>, date?: number): string {
  if (!existsSync(join(folder, '.git'))) {
    mkdirSync(folder, { recursive: true });
    git(folder, ['init', '--quiet', '--initial-branch=master']);
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    if (name === 'debian/rules') chmodSync(path, 0o755);
  }
  git(folder, ['add', '--all']);
  git(folder, ['commit', '--quiet', '--message=change'], date);
  return git(folder, ['rev-parse', 'HEAD']);
}

/** What is in debian/. */
export function debian({ name, needs = [], rules = [] }: ToyPackage): Record<string, string> {
  const control = [
    `Source: ${name}`,
    'Section: misc',
    'Priority: optional',
    'Maintainer: A B <a@b.c>',
    ...(needs.length > 0 ? [`Build-Depends: ${needs.join(', ')}`] : []),
    'Standards-Version: 4.6.2',
    'Rules-Requires-Root: no',
    '',
    `Package: ${name}`,
    'Architecture: all',
    'Description: toy',
    '',
  ];
  const root = `debian/${name}`;
  const recipe = [
    ...rules,
    `rm -rf ${root} && mkdir -p ${root}/DEBIAN ${root}/usr/bin && install program ${root}/usr/bin/${name}`,
    `dpkg-gencontrol -p${name} -P${root}`,
    `dpkg-deb --root-owner-group -Znone -b ${root} ..`,
  ];
  return {
    'debian/control': control.join('\n'),
    'debian/changelog': `${name} (1.0-3) unstable; urgency=low\n\n  * x\n\n -- A B <a@b.c>  Thu, 01 Jan 2026 00:00:00 +0000\n`,
    'debian/rules': `#!/usr/bin/make -f\nbuild clean build-arch build-indep binary-arch:\nbinary binary-indep:\n${recipe.map((line) => `\t${line}\n`).join('')}`,
  };
}

/** The source too: a script that prints its package's name. */
export function source(toy: ToyPackage): Record<string, string> {
  return { program: `#!/bin/sh\necho ${toy.name}\n`, ...debian(toy) };
}
