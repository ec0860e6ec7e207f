import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Whether Node would find the package from that folder. */
function found(folder: string, name: string): boolean {
  const [above = ''] = /^(.*?)(?:(?:^|\/)node_modules\/[^/]+(?:\/[^/]+)?)?$/.exec(folder)?.slice(1) ?? [];
  const here = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
  return here in lock.packages || (folder !== '' && found(above, name));
}

test('package-lock.json has every package that one in it needs, on whatever machine: npm ci refuses it otherwise', () => {
  const missing = Object.entries(lock.packages).flatMap(
    ([folder, { dependencies, optionalDependencies, devDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies, ...(folder === '' && devDependencies) })
        .filter((name) => !found(folder, name))
        .map((name) => `${name} of ${folder}`),
  );
  expect(missing).toEqual([]);
});
