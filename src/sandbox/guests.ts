import { join } from 'node:path';
import { environment } from './environment.ts';
import { newKey, type PublicKey } from './keys.ts';
import type { Guest } from './made.ts';
import type { GuestSeed, SandboxPart } from './part.ts';
import { startSshServer } from './server.ts';
import { linksTo, writeFiles } from './tree.ts';

/** Makes the VM's folder and starts its SSH server. `clientKey` is let in. */
export async function createGuest(
  sandbox: string,
  clientKey: PublicKey,
  parts: readonly SandboxPart[],
  guest: GuestSeed,
): Promise<Guest> {
  const { name, folders, files } = guest;
  const folder = join(sandbox, `guest-${name}`);
  const standIns = await Promise.all(parts.flatMap(({ guestTools }) => guestTools ?? []).map(linksTo));
  await writeFiles(folder, ['root', 'var/lib/farmhand', ...folders], { ...Object.assign({}, ...standIns), ...files });
  const env = environment(folder);
  const key = newKey();
  const settings = { hostKey: key.private, clientKey, environment: env, folder: env.HOME, refuses: () => false };
  const server = await startSshServer(settings);
  return { name, folder, port: server.port, hostKey: key.public, close: server.close };
}
