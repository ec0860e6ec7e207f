import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const tasks = 20;

/** How to reach the host, and which keys it is known by. */
export interface Target {
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
  readonly knownHostsFile: string;
}

/** What Ansible's row says where there is none. */
export const noAnsible = 'Ansible: not on PATH';

/** Whether `ansible-playbook` is on PATH. */
export function hasAnsible(): boolean {
  return spawnSync('ansible-playbook', ['--version'], { stdio: 'ignore' }).status === 0;
}

/**
 * Milliseconds a task `command: true` takes in a playbook of many, by the fastest way Ansible's own documentation knows (pipelining, shared
 * connection, no facts): what more tasks add to a playbook of one, so that starting Ansible and connecting are not counted.
 */
export async function ansibleTask({ port, user, keyFile, knownHostsFile }: Target): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-ansible-'));
  try {
    const inventory = join(folder, 'hosts');
    const host = `host ansible_host=127.0.0.1 ansible_port=${port} ansible_user=${user}`;
    const key = `ansible_ssh_private_key_file=${keyFile} ansible_python_interpreter=/usr/bin/python3`;
    await writeFile(inventory, `${host} ${key}\n`);
    const env = {
      ...process.env,
      ANSIBLE_LOCAL_TEMP: join(folder, 'tmp'),
      ANSIBLE_PIPELINING: 'True',
      ANSIBLE_SSH_COMMON_ARGS: `-F /dev/null -o UserKnownHostsFile=${knownHostsFile}`,
      ANSIBLE_SSH_CONTROL_PATH_DIR: folder,
    };
    const play = async (count: number) => {
      const file = join(folder, `${count}.json`);
      const list = Array.from({ length: count }, (_, n) => ({ name: `${n}`, 'ansible.builtin.command': 'true' }));
      await writeFile(file, JSON.stringify([{ hosts: 'all', gather_facts: false, tasks: list }]));
      const began = performance.now();
      await run('ansible-playbook', ['-i', inventory, file], { env });
      return performance.now() - began;
    };
    // The connection is opened, and shared with the two that count.
    await play(1);
    const one = await play(1);
    return ((await play(tasks + 1)) - one) / tasks;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
