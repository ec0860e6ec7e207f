import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Row } from '../bench/row.ts';
import { openInstallation } from './farmhand.ts';
import { type LabFarm, labFarm } from './fixture.ts';

const goal = 0.75;

/** The whole clone, from the command to the new VM's page, beside the seed's commands typed one after another; each from the snapshot. */
export async function labRows(): Promise<readonly Row[]> {
  const lab = await labFarm();
  const beside = await seconds(() => seedsCommands(lab));
  await lab.reset();
  const installation = await openInstallation(lab);
  try {
    const ours = await seconds(async () => {
      const { state, why } = await installation.outcome(installation.see(1, 'clone gallifrey dev'));
      if (state !== 'done') throw new Error(`the clone is ${state}: ${why}`);
    });
    return [
      {
        what: 'a whole clone on the lab',
        ours: `${ours} s`,
        beside: `the seed's commands by a script: ${beside} s`,
        goal: `at most ${goal} times`,
        met: ours <= goal * beside,
      },
    ];
  } finally {
    await installation.close();
  }
}

async function seedsCommands({ exec }: LabFarm): Promise<void> {
  const { stdout: info } = await exec('gnt-instance info --static gallifrey.xivo.vm.farm');
  const disk = /logical_id: all\/(\S+)/.exec(info)?.[1] ?? '';
  const script = await readFile(join(import.meta.dirname, 'seed.sh'), 'utf8');
  const { code, stdout, stderr } = await exec(`cat >/root/seed.sh && sh /root/seed.sh ${disk} </dev/null`, script);
  if (code !== 0) throw new Error(`the seed's commands ended with ${code}:\n${stdout}${stderr}`);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const began = Date.now();
  await work();
  return Math.round((Date.now() - began) / 1000);
}
