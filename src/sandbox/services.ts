import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from './environment.ts';
import type { SandboxPart } from './part.ts';
import type { SandboxVm } from './vms.ts';

const run = promisify(execFile);

type Files = ReadonlyMap<string, string>;
/** By the VMs, by the parts. */
const started = new WeakMap<readonly SandboxVm[], WeakMap<readonly SandboxPart[], Promise<Files>>>();

/**
 * Starts the services of a host whose files are as the sandbox writes them. The first time by systemctl; since every such
 * host of these parts and VMs loads the same, what it loaded is then written for the others.
 */
export async function startServices(
  folder: string,
  parts: readonly SandboxPart[],
  vms: readonly SandboxVm[],
): Promise<void> {
  const state = join(folder, 'state');
  const ofVms = started.get(vms) ?? new WeakMap<readonly SandboxPart[], Promise<Files>>();
  started.set(vms, ofVms);
  const before = ofVms.get(parts);
  if (before === undefined) {
    const services = parts.flatMap((part) => part.services ?? []);
    const first = run('systemctl', ['restart', ...services], { env: environment(folder) }).then(() =>
      filesIn(state, [...parts.flatMap((part) => part.loaded ?? []), 'services']),
    );
    ofVms.set(parts, first);
    await first;
    return;
  }
  await Promise.all([...(await before)].map(([path, text]) => writeFile(join(state, path), text)));
}

async function filesIn(state: string, loaded: readonly string[]): Promise<Files> {
  const entries = await Promise.all(
    loaded.map(async (name): Promise<readonly string[]> => {
      const files = await readdir(join(state, name)).catch(() => undefined);
      return files?.map((file) => join(name, file)) ?? [name];
    }),
  );
  const paths = entries.flat();
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(state, path), 'utf8')] as const)),
  );
}
