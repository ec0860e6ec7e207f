import { join, resolve } from 'node:path';

/** Where a path of farm.yaml leads: relative ones start at the file's own folder, `~/` at the home of the user who runs farmhand. */
export function besideFile(
  path: string,
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string | undefined>> },
): string {
  return path.startsWith('~/') ? join(env.HOME ?? '/', path.slice(2)) : resolve(folder, path);
}
