import { execFile } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { environment } from './environment.ts';
import { type Faults, faultsOf } from './faults.ts';
import { newKey, type PublicKey } from './keys.ts';
import type { HostSeed, SandboxPart } from './part.ts';
import { startSshServer } from './server.ts';
import { startServices } from './services.ts';
import { writeTree } from './tree.ts';

/** A host of the sandbox: a folder, and an SSH server in front of it. */
export interface SandboxHost {
  readonly name: string;
  /** What would be / on a real host. */
  readonly folder: string;
  readonly port: number;
  readonly hostKey: PublicKey;
  readonly faults: Faults;
  /** Runs a shell command there as SSH would, without SSH in between. */
  exec(command: string): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
  /** Loses every connection; what runs goes on. */
  drop(): void;
  close(): Promise<void>;
}

/** Makes the host in a folder of its name and starts its SSH server. `clientKey` is let in. */
export async function createHost(
  sandbox: string,
  clientKey: PublicKey,
  parts: readonly SandboxPart[],
  settings: HostSeed,
): Promise<SandboxHost> {
  const { name } = settings;
  const folder = join(sandbox, name);
  await writeTree(folder, parts, settings);
  await startServices(folder, parts, settings.vms);
  const env = environment(folder);
  const key = newKey();
  const cut = join(folder, parts.map((part) => part.cut).find((path) => path !== undefined) ?? 'state/cut');
  const isCut = () => existsSync(cut);
  const server = await startSshServer({
    hostKey: key.private,
    clientKey,
    environment: env,
    folder: env.HOME,
    refuses: isCut,
  });
  const watcher = watch(dirname(cut), { persistent: false }, (_event, file) => {
    if (file === basename(cut) && isCut()) server.drop();
  });
  return {
    name,
    folder,
    port: server.port,
    hostKey: key.public,
    faults: faultsOf(folder, cut),
    exec: (command) =>
      new Promise((resolve) => {
        execFile('/bin/sh', ['-c', command], { cwd: env.HOME, env }, (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
        ).stdin?.end();
      }),
    drop: server.drop,
    close: async () => {
      watcher.close();
      await server.close();
    },
  };
}
