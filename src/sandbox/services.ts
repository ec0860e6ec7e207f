import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from './environment.ts';

const run = promisify(execFile);
const services = ['named', 'isc-dhcp-server', 'nginx', 'shorewall'];
/** Where a running service keeps what it has loaded. */
const loaded = ['named', 'dhcpd', 'nginx', 'shorewall', 'services'];

type Files = ReadonlyMap<string, string>;
let started: Promise<Files> | undefined;

/**
 * Starts the services of a host whose files are as the sandbox writes them. The first time by systemctl; since every such
 * host loads the same, what it loaded is then written for the others.
 */
export async function startServices(folder: string): Promise<void> {
  const state = join(folder, 'state');
  if (started === undefined) {
    started = run('systemctl', ['restart', ...services], { env: environment(folder) }).then(() => filesIn(state));
    await started;
    return;
  }
  await Promise.all([...(await started)].map(([path, text]) => writeFile(join(state, path), text)));
}

async function filesIn(state: string): Promise<Files> {
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
