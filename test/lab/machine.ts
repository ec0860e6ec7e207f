import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFarm } from './farm.ts';
import { monitor } from './monitor.ts';
import type { LabPaths } from './paths.ts';
import { recipe } from './recipe.ts';
import { must } from './run.ts';
import { waitForHost } from './ssh.ts';
import { choosePorts, type Ports, qemuPid, readState, saveState } from './state.ts';

/** Boots the host from its disk, on ports chosen now, and waits until it answers. */
export async function boot(paths: LabPaths): Promise<void> {
  await start(paths, await newPorts(paths), []);
  await waitForHost(paths, 600);
}

/** Starts the host from its snapshot, on ports chosen now. */
export async function resume(paths: LabPaths): Promise<void> {
  await start(paths, await newPorts(paths), ['-loadvm', recipe.snapshot]);
  await waitForHost(paths, 300);
}

/**
 * Takes the farm back to its snapshot, on the same ports. QEMU is started anew rather than told to load it in place, so that
 * connections from before end at once instead of hanging.
 */
export async function reset(paths: LabPaths): Promise<void> {
  const { ports } = await readState(paths);
  await stop(paths);
  await writeFarm(paths, ports);
  await start(paths, ports, ['-loadvm', recipe.snapshot]);
  await waitForHost(paths, 300);
}

/** Freezes the farm as it is, running, as the state that `reset` goes back to. */
export async function save(paths: LabPaths): Promise<void> {
  const said = await monitor(paths.monitor, `savevm ${recipe.snapshot}`);
  if (said) throw new Error(`QEMU could not save the lab: ${said}`);
}

/** Stops QEMU, and only the process that was started here. What the farm did since its snapshot is forgotten at the next start. */
export async function stop(paths: LabPaths): Promise<void> {
  const pid = await qemuPid(paths);
  if (pid === undefined) return;
  await monitor(paths.monitor, 'quit').catch(() => process.kill(pid));
  for (let waited = 0; (await qemuPid(paths)) !== undefined; waited += 20) {
    if (waited > 10_000) process.kill(pid, 'SIGKILL');
    await sleep(20);
  }
  await Promise.all([paths.pid, paths.monitor].map((file) => rm(file, { force: true })));
}

async function newPorts(paths: LabPaths): Promise<Ports> {
  const ports = await choosePorts();
  await saveState(paths, ports);
  await writeFarm(paths, ports);
  return ports;
}

async function start(paths: LabPaths, ports: Ports, more: string[]): Promise<void> {
  const drive = (file: string) =>
    `file=${file.replaceAll(',', ',,')},if=virtio,format=qcow2,cache=unsafe,discard=unmap`;
  const forwards = Object.entries(ports).map(
    ([inside, outside]) => `hostfwd=tcp:127.0.0.1:${outside}-${recipe.address}:${inside}`,
  );
  await must('qemu-system-x86_64', [
    ...['-name', 'farmhand-lab', '-accel', recipe.accelerator, '-cpu', recipe.processor],
    ...['-smp', '2', '-m', String(recipe.memory)],
    ...['-kernel', paths.kernel, '-initrd', paths.initrd, '-append', recipe.kernelArguments],
    ...['-drive', drive(paths.rootDisk), '-drive', drive(paths.volumeGroupDisk)],
    // restrict: the farm reaches nothing outside, as nothing it does there should.
    ...['-netdev', ['user', 'id=net0', 'restrict=on', ...forwards].join(), '-device', 'virtio-net-pci,netdev=net0'],
    ...['-device', 'virtio-rng-pci', '-rtc', 'base=utc', '-display', 'none', '-serial', `file:${paths.serialLog}`],
    ...['-qmp', `unix:${paths.monitor},server=on,wait=off`, '-pidfile', paths.pid, '-daemonize'],
    ...more,
  ]);
}
