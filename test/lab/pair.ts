import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { provisionHost } from './build.ts';
import { boot, save } from './machine.ts';
import { type LabPaths, sources } from './paths.ts';
import { recipe } from './recipe.ts';
import { must } from './run.ts';

/**
 * Makes a lab of two nodes of a copy of the lab of one: host02 from host01's disk as it was before its first boot, which joins the cluster;
 * DRBD; instances with two disks and with DRBD's; and the snapshot of all that at work. Leaves it running.
 */
export async function addNode(paths: LabPaths, say: (line: string) => void): Promise<void> {
  const began = Date.now();
  const step = (line: string) => say(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${line}`);

  step('making the disks of host02');
  const { host01, host02 } = paths;
  await must('qemu-img', ['convert', '-O', 'qcow2', '-l', recipe.installed, host01.rootDisk, host02.rootDisk]);
  await must('qemu-img', ['create', '-q', '-f', 'qcow2', host02.volumeGroupDisk, recipe.volumeGroupDisk]);
  step('booting it, beside host01');
  await boot(paths, ['host01']);
  step('making it a node');
  await provisionHost(paths, 'host02', join(sources, 'pair', 'host02.sh'));
  await provisionHost(paths, 'host01', join(sources, 'pair', 'host01.sh'));
  step('taking the snapshot of both');
  await save(paths);
  await writeFile(paths.ready, '');
  step('ready');
}
