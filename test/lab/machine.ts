import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFarm } from './farm.ts';
import { monitor } from './monitor.ts';
import type { HostName, HostPaths, LabPaths } from './paths.ts';
import { recipe } from './recipe.ts';
import { must } from './run.ts';
import { waitForHosts } from './ssh.ts';
import { chooseState, type LabState, qemuPid, readState, saveState } from './state.ts';

/**
 * Boots a lab's hosts from their disks, but those that have a snapshot of it, on ports chosen now, and waits until all answer. They go before
 * the machine's other work, where that may be said: Ganeti's own limits are seconds, and not all of them can be made longer.
 */
export async function boot(paths: LabPaths, fromSnapshot: readonly HostName[] = []): Promise<void> {
  await start(paths, await newState(paths), fromSnapshot);
  await Promise.all(paths.hosts.map(goFirst));
  await waitForHosts(paths, 1800);
}

/** Kernels with autogroups weigh a session's processes against another's by this file alone, sched(7): QEMU has a session of its own. */
async function goFirst(host: HostPaths): Promise<void> {
  const pid = await qemuPid(host);
  // Not every kernel has it, and not everybody may.
  await writeFile(`/proc/${pid}/autogroup`, '-15').catch(() => {});
}

/** Starts a lab from its snapshot, on ports chosen now. */
export async function resume(paths: LabPaths): Promise<void> {
  await start(paths, await newState(paths), namesOf(paths));
  await waitForHosts(paths, 300);
}

/**
 * Takes the farm back to a snapshot, on the same ports. QEMU is started anew rather than told to load it in place, so that
 * connections from before end at once instead of hanging.
 */
export async function reset(paths: LabPaths, snapshot = recipe.snapshot): Promise<void> {
  const state = await readState(paths);
  await stop(paths);
  await writeFarm(paths, state);
  await start(paths, state, namesOf(paths), snapshot);
  await waitForHosts(paths, 300);
}

/** Freezes the farm as it is, running, as a state that `reset` goes back to, and starts it from there. Its hosts stand still meanwhile. */
export async function save(paths: LabPaths, snapshot = recipe.snapshot): Promise<void> {
  for (const host of paths.hosts) await stopIdle(host);
  await tell(paths.hosts, `savevm ${snapshot}`);
  await reset(paths, snapshot);
}

/** Removes a snapshot. */
export async function forget({ hosts }: LabPaths, snapshot: string): Promise<void> {
  await tell(hosts, `delvm ${snapshot}`);
}

/**
 * Has a host stand still while its processors wait. QEMU writes down one that runs a virtual machine of the host's, and then does not load it ("vCPU
 * set in guest-mode inconsistent with migrated kernel nested state").
 */
async function stopIdle(host: HostPaths): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    await tell([host], 'stop');
    const registers = await monitor(host.monitor, 'info registers -a');
    if (/\bHLT=1\b/.test(registers) && !/\bHLT=0\b/.test(registers)) return;
    await tell([host], 'cont');
    await sleep(100);
  }
  throw new Error(`${host.name} has something to do all the time: it cannot be saved`);
}

/** Stops QEMU, and only the processes that were started here. What the farm did since its snapshot is forgotten at the next start. */
export async function stop({ hosts }: LabPaths): Promise<void> {
  await Promise.all(hosts.map(stopHost));
}

async function stopHost(host: HostPaths): Promise<void> {
  const pid = await qemuPid(host);
  if (pid === undefined) return;
  await monitor(host.monitor, 'quit').catch(() => process.kill(pid));
  for (let waited = 0; (await qemuPid(host)) !== undefined; waited += 20) {
    if (waited > 10_000) process.kill(pid, 'SIGKILL');
    await sleep(20);
  }
  await Promise.all([host.pid, host.monitor, host.wire].map((file) => rm(file, { force: true })));
}

async function newState(paths: LabPaths): Promise<LabState> {
  const state = await chooseState(paths.hosts.length === 2 ? 2 : 1);
  await saveState(paths, state);
  await writeFarm(paths, state);
  return state;
}

/** They begin at once, when all are loaded: what one waits for of the other is not held up. */
async function start(
  paths: LabPaths,
  state: LabState,
  fromSnapshot: readonly HostName[],
  snapshot = recipe.snapshot,
): Promise<void> {
  const from = ({ name }: HostPaths) => (fromSnapshot.includes(name) ? snapshot : undefined);
  await Promise.all(paths.hosts.map((host) => startHost(paths, host, state, from(host))));
  await tell(paths.hosts, 'cont');
}

async function startHost(
  paths: LabPaths,
  host: HostPaths,
  state: LabState,
  snapshot: string | undefined,
): Promise<void> {
  const drive = (file: string) =>
    `file=${file.replaceAll(',', ',,')},if=virtio,format=qcow2,cache=unsafe,discard=unmap`;
  const first = host === paths.host01;
  const ports = first ? state.ports : state.second;
  const forwards = Object.entries(ports).map(
    ([inside, outside]) => `hostfwd=tcp:127.0.0.1:${outside}-${recipe.address}:${inside}`,
  );
  const there = first ? paths.host02.wire : paths.host01.wire;
  await must('qemu-system-x86_64', [
    ...['-name', `farmhand-lab-${host.name}`, '-accel', recipe.accelerator, '-cpu', recipe.processor],
    ...['-smp', '2', '-m', String(first ? recipe.memory : recipe.secondMemory)],
    ...['-kernel', paths.kernel, '-initrd', paths.initrd],
    ...['-append', [recipe.kernelArguments, ...(first ? [] : [recipe.secondArguments])].join(' ')],
    ...['-drive', drive(host.rootDisk), '-drive', drive(host.volumeGroupDisk)],
    // restrict: the farm reaches nothing outside, as nothing it does there should.
    ...['-netdev', ['user', 'id=net0', 'restrict=on', ...forwards].join(), '-device', 'virtio-net-pci,netdev=net0'],
    // What is sent while there is no other host is lost, as on a wire.
    ...['-netdev', `dgram,id=net1,local.type=unix,local.path=${host.wire},remote.type=unix,remote.path=${there}`],
    ...['-device', `virtio-net-pci,netdev=net1,mac=52:54:00:0a:3b:0${first ? 1 : 2}`],
    ...['-device', 'virtio-rng-pci', '-rtc', 'base=utc', '-display', 'none', '-serial', `file:${host.serialLog}`],
    ...['-qmp', `unix:${host.monitor},server=on,wait=off`, '-pidfile', host.pid, '-daemonize', '-S'],
    ...(snapshot === undefined ? [] : ['-loadvm', snapshot]),
  ]);
}

/** Gives each host's QEMU the same command. */
async function tell(hosts: readonly HostPaths[], command: string): Promise<void> {
  await Promise.all(
    hosts.map(async ({ name, monitor: socket }) => {
      const said = await monitor(socket, command);
      if (said) throw new Error(`QEMU of ${name} could not ${command}: ${said}`);
    }),
  );
}

const namesOf = ({ hosts }: LabPaths): readonly HostName[] => hosts.map(({ name }) => name);
