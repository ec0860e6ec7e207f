import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, openInstallation } from './farmhand.ts';
import { type LabFarm, labFarm } from './fixture.ts';

const command = 'resize gallifrey --memory 384M --vcpus 2 --disk 512M';

describe('a VM of a real farm is resized while it runs', () => {
  let lab: LabFarm;
  let installation: Installation;

  beforeAll(async () => {
    lab = await labFarm();
    installation = await openInstallation(lab);
  });
  afterAll(() => installation?.close());

  const host = async (script: string) => (await lab.exec(script)).stdout.trim();

  it('and has its sizes by one job each, its disk grown once, though farmhand is killed when Ganeti has the job', async () => {
    const first = installation.see(1, command, { FARMHAND_FAULT: 'ganeti.submitted disk' });
    expect(await first.ended, first.said()).toMatchObject({ signal: 'SIGKILL' });
    const { state, why, steps } = await installation.outcome(installation.see(1, command));
    expect(state, why).toBe('done');
    expect(steps.filter(({ attempt }) => attempt > 1)).toEqual([]);
    const fields = 'status,be/minmem,be/maxmem,be/vcpus,disk.sizes';
    expect(await host(`gnt-instance list --no-headers --separator=' ' -o ${fields} gallifrey.xivo.vm.farm`)).toBe(
      'running 384 384 2 512',
    );
    const jobs = await host(`gnt-job list --no-headers --separator=' ' -o status,summary`);
    expect(jobs.split('\n').filter((line) => /INSTANCE_SET_PARAMS|GROW_DISK/.test(line))).toEqual([
      'success INSTANCE_SET_PARAMS(gallifrey.xivo.vm.farm)',
      'success INSTANCE_SET_PARAMS(gallifrey.xivo.vm.farm)',
      'success INSTANCE_GROW_DISK(gallifrey.xivo.vm.farm)',
    ]);
    const volume = `$(gnt-instance info --static gallifrey.xivo.vm.farm | sed -n 's,.*logical_id: all/,,p')`;
    expect(await host(`lvs --noheadings --units m -o lv_size "all/${volume}"`)).toBe('512.00m');
  });
});
