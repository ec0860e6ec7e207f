import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { staged } from '../../main/scene.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { fold } from '../../src/engine/fold.ts';
import { spread } from '../bench/pair.ts';
import { median, type Row } from '../bench/row.ts';
import { barsOf } from '../bench/timeline/bars.ts';
import { terminalChart } from '../bench/timeline/chart.ts';
import { growDisk, type LabDisk } from './disk.ts';
import { openInstallation } from './farmhand.ts';
import { type LabFarm, labFarm } from './fixture.ts';

/** Disks whose clones are compared, and how long a clone may take at most, in times of the seed's commands. */
const compared: readonly (LabDisk & { readonly goal: number })[] = [
  { gibibytes: 1, mebibytes: 512, goal: 0.75 },
  { gibibytes: 8, mebibytes: 1434, goal: 0.35 },
];
/** A clone takes minutes: fewer rounds than elsewhere. */
const rounds = 3;
/** Seconds from asking until the plan is shown, beyond the connection. */
const planWithin = 3;
const snapshot = 'bench';

/** The whole clone, from the command to the new VM's page, beside the seed's commands typed one after another; each from the same snapshot, in turn. */
export async function labRows(): Promise<readonly Row[]> {
  const lab = await labFarm();
  const rows: Row[] = [];
  for (const disk of compared) {
    await lab.reset();
    await growDisk(lab, disk);
    await lab.save(snapshot);
    try {
      rows.push(...(await rowsOf(lab, disk, disk.goal)));
    } finally {
      await lab.forget(snapshot);
    }
  }
  return rows;
}

async function rowsOf(lab: LabFarm, disk: LabDisk, goal: number): Promise<readonly Row[]> {
  const ours: Clone[] = [];
  const beside: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await lab.reset(snapshot);
    beside.push(await seconds(() => seedsCommands(lab, disk)));
    await lab.reset(snapshot);
    ours.push(await clone(lab));
  }
  const plans = ours.map(({ plan }) => plan);
  const ratios = ours.map(({ all }, round) => all / (beside[round] ?? Number.NaN));
  const what = `of a disk of ${disk.gibibytes} GiB, ${disk.mebibytes} MiB in use`;
  for (const line of ours.at(-1)?.chart ?? []) console.error(line);
  return [
    {
      what: `a whole clone on the lab, ${what}`,
      ours: `${median(ours.map(({ all }) => all)).toFixed(0)} s, ${spread(ratios)}`,
      beside: `the seed's commands by a script: ${median(beside).toFixed(0)} s`,
      goal: `at most ${goal} times`,
      met: median(ratios) <= goal,
    },
    {
      what: `the plan of a clone on the lab, ${what}`,
      ours: `${median(plans).toFixed(1)} s`,
      beside: '',
      goal: `less than ${planWithin} s`,
      met: median(plans) < planWithin,
    },
  ];
}

/** A clone in seconds. */
interface Clone {
  readonly all: number;
  readonly plan: number;
  /** Where the time of its run went. */
  readonly chart: readonly string[];
}

async function clone(lab: LabFarm): Promise<Clone> {
  const installation = await openInstallation(lab);
  try {
    const { farmhand, say, approve } = await staged(await loadFarm(installation.farmFile));
    try {
      // Connects.
      await say('status');
      const plan = await seconds(() => say('clone gallifrey dev'));
      const run = await seconds(approve);
      const events = await farmhand.engine.journal.events(1);
      const { state, why } = fold(events);
      if (state !== 'done') throw new Error(`the clone is ${state}: ${why}`);
      return { plan, all: plan + run, chart: terminalChart(barsOf(events)) };
    } finally {
      await farmhand.stop();
    }
  } finally {
    await installation.close();
  }
}

async function seedsCommands({ exec }: LabFarm, { gibibytes }: LabDisk): Promise<void> {
  const { stdout: info } = await exec('gnt-instance info --static gallifrey.xivo.vm.farm');
  const disk = /logical_id: all\/(\S+)/.exec(info)?.[1] ?? '';
  const script = await readFile(join(import.meta.dirname, 'seed.sh'), 'utf8');
  const command = `cat >/root/seed.sh && sh /root/seed.sh ${disk} ${gibibytes}G </dev/null`;
  const { code, stdout, stderr } = await exec(command, script);
  if (code !== 0) throw new Error(`the seed's commands ended with ${code}:\n${stdout}${stderr}`);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
