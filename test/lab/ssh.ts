import { setTimeout as sleep } from 'node:timers/promises';
import type { HostName, LabPaths } from './paths.ts';
import { type Result, run } from './run.ts';
import { readState } from './state.ts';

/** Options of the ssh program that reach one of the lab's hosts and nothing else: own key, own known_hosts, no settings of the user's. */
export async function sshArguments(paths: LabPaths, host: HostName = 'host01'): Promise<string[]> {
  const { ports, second } = await readState(paths);
  const port = (host === 'host01' ? ports : second)[22];
  const options = [
    `UserKnownHostsFile="${paths.knownHosts}"`,
    'GlobalKnownHostsFile=none',
    'StrictHostKeyChecking=yes',
    'IdentitiesOnly=yes',
    'BatchMode=yes',
    'ConnectTimeout=60',
    'ServerAliveInterval=15',
    'LogLevel=ERROR',
  ];
  return [
    '-F',
    'none',
    '-i',
    paths.key,
    '-p',
    String(port),
    ...options.flatMap((option) => ['-o', option]),
    'root@127.0.0.1',
  ];
}

/** Runs a shell command on one of the lab's hosts, over a connection of its own. Exit code 255 is ssh's own failure. */
export async function onHost(
  paths: LabPaths,
  command: string,
  input?: string,
  host: HostName = 'host01',
): Promise<Result> {
  return await run('ssh', [...(await sshArguments(paths, host)), command], input === undefined ? {} : { input });
}

/** The clock as it was when the snapshot was taken goes on from there; QEMU's own, behind /dev/rtc0, has this machine's time. */
const setClock = 'date -u -s "@$(cat /sys/class/rtc/rtc0/since_epoch)" >/dev/null';

/**
 * Waits until each of the lab's hosts answers over SSH, and sets its clock.
 * @param seconds how long to wait
 */
export async function waitForHosts(paths: LabPaths, seconds: number): Promise<void> {
  await Promise.all(paths.hosts.map(({ name }) => waitForHost(paths, name, seconds)));
}

async function waitForHost(paths: LabPaths, host: HostName, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const { code, stderr } = await onHost(paths, setClock, undefined, host);
    if (code === 0) return;
    if (Date.now() > end) throw new Error(`The lab's ${host} did not answer within ${seconds} s: ${stderr.trim()}`);
    await sleep(200);
  }
}
