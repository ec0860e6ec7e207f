import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { farmFile } from './farm-file.ts';
import type { Faults } from './faults.ts';
import { createGuest } from './guests.ts';
import { createHost, type SandboxHost } from './host.ts';
import { newKey } from './keys.ts';
import type { Guest, Snapshot } from './made.ts';
import type { SandboxPart } from './part.ts';
import { endProcesses } from './processes.ts';
import { checkRequirements } from './requirements.ts';
import { snapshotOf } from './snapshot.ts';
import { type SandboxVm, vms } from './vms.ts';

export interface SandboxSettings {
  /** Where it is made; must not exist or be empty. Left out: a new folder under the system's temporary one, removed by `close`. */
  readonly folder?: string;
  /** Default 1. With more, host02 plays DNS, DHCP, firewall and proxy. */
  readonly hosts?: number;
  /** How many of them are nodes of the hypervisor that farm.yaml knows; default 1. */
  readonly nodes?: number;
  /** Bytes of each disk of a VM; default 64 MiB. */
  readonly diskSize?: number;
  /** MiB a second at which disks are copied; left out: as fast as this machine can. */
  readonly rate?: number;
  /** Login name of the person farm.yaml calls `you`; default: the user who runs this process. */
  readonly login?: string;
  /** The VMs it starts with; left out: the seed's two. */
  readonly vms?: readonly SandboxVm[];
}

/** A farm in a folder, reached by real SSH on loopback. */
export interface Sandbox {
  readonly folder: string;
  /** Its farm.yaml. */
  readonly farmFile: string;
  /** Private key that is let in as root. */
  readonly keyFile: string;
  readonly knownHostsFile: string;
  /** `host01` first: Ganeti's master. */
  readonly hosts: readonly [SandboxHost, ...SandboxHost[]];
  /** VMs that are logged in to: gallifrey, and gallifrey-dev for when it is cloned. */
  readonly guests: readonly Guest[];
  /** The first host's. */
  readonly faults: Faults;
  snapshot(): Promise<Snapshot>;
  /** Has a machine that nobody wrote down answer at an address; null: it leaves it. */
  stranger(address: string, mac: string | null): Promise<void>;
  /** Stops the servers, ends whatever still runs on the hosts, removes the folder if it was made here. */
  close(): Promise<void>;
}

/** Makes a farm of these parts with gallifrey running in it. Throws when this machine lacks something it needs; then nothing of it stays. */
export async function createSandboxOf(parts: readonly SandboxPart[], settings: SandboxSettings = {}): Promise<Sandbox> {
  await checkRequirements();
  const folder = await makeFolder(settings.folder);
  try {
    return await fill(folder, parts, settings);
  } catch (error) {
    await endProcesses(folder);
    if (settings.folder === undefined) await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function fill(folder: string, parts: readonly SandboxPart[], settings: SandboxSettings): Promise<Sandbox> {
  const client = newKey();
  const { nodes = 1 } = settings;
  const names = Array.from(
    { length: Math.max(settings.hosts ?? 1, nodes) },
    (_, index) => `host${String(index + 1).padStart(2, '0')}`,
  );
  const { vms: seeded = vms } = settings;
  const create = (name: string) =>
    createHost(folder, client.public, parts, {
      name,
      vms: seeded,
      diskSize: settings.diskSize ?? 64 * 2 ** 20,
      master: name === 'host01',
      ...(settings.rate !== undefined && { rate: settings.rate }),
    });
  const first = await create('host01');
  const hosts: [SandboxHost, ...SandboxHost[]] = [first, ...(await Promise.all(names.slice(1).map(create)))];
  const seeds = parts.flatMap((part) => part.guests ?? []);
  const logins = await Promise.all(seeds.map((guest) => createGuest(folder, client.public, parts, guest)));

  const keyFile = join(folder, 'key');
  const knownHostsFile = join(folder, 'known_hosts');
  const farm = join(folder, 'farm.yaml');
  await writeFile(keyFile, client.private, { mode: 0o600 });
  await writeFile(
    knownHostsFile,
    [...hosts, ...logins].map(({ port, hostKey }) => `[127.0.0.1]:${port} ${hostKey}\n`).join(''),
  );
  await writeFile(farm, farmFile(parts, hosts, nodes, logins, settings.login ?? userInfo().username, seeded));
  return {
    folder,
    farmFile: farm,
    keyFile,
    knownHostsFile,
    hosts,
    guests: logins,
    faults: first.faults,
    snapshot: () => snapshotOf(folder, parts),
    stranger: async (address, mac) => {
      const file = join(folder, 'neighbours', address);
      if (mac === null) return rm(file, { force: true });
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${mac}\n`);
    },
    close: async () => {
      await Promise.all([...hosts, ...logins].map((host) => host.close()));
      await endProcesses(folder);
      if (settings.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a path of a host may be in a farm.yaml. */
const plainPath = /^\/[\w./@+-]*$/;

async function makeFolder(folder: string | undefined): Promise<string> {
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true });
    return realpath(folder);
  }
  const within = tmpdir();
  try {
    const place = await realpath(within);
    if (!plainPath.test(place)) throw new Error('its path has to be of letters, digits and . _ @ + - only');
    return await mkdtemp(join(place, 'farmhand-sandbox-'));
  } catch (cause) {
    const why = (cause as Error).message;
    throw new Error(`no sandbox can be made in ${within}: ${why}. Name another folder by TMPDIR`, { cause });
  }
}
