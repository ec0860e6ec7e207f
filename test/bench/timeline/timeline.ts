import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxFarm, sceneOn } from '../../../main/scene.ts';
import { barsOf } from './bars.ts';
import { svgChart, terminalChart } from './chart.ts';

/** Clones a VM of a sandbox farm; says where the time went as lines, the last of which names the drawing. */
export async function timeline(): Promise<readonly string[]> {
  const { sandbox, farm } = await sandboxFarm();
  try {
    const scene = await sceneOn(sandbox, farm);
    await scene.done('clone gallifrey dev');
    const bars = barsOf(await scene.farmhand.engine.journal.events(1));
    await scene.farmhand.stop();
    const file = join(tmpdir(), 'farmhand-timeline.svg');
    await writeFile(file, svgChart(bars));
    return ['clone gallifrey dev, on a sandbox farm:', ...terminalChart(bars), `drawn in ${file}`];
  } finally {
    await sandbox.close();
  }
}
