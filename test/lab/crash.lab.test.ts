import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, openInstallation } from './farmhand.ts';
import { type LabFarm, labFarm } from './fixture.ts';

const command = 'clone gallifrey dev';

describe('farmhand killed on a real farm', () => {
  let lab: LabFarm;
  let installation: Installation;

  beforeAll(async () => {
    lab = await labFarm();
    installation = await openInstallation(lab, { proof: { by: 'tcp', timeout: '15m' } });
  });
  afterAll(() => installation?.close());

  const host = async (script: string) => (await lab.exec(script)).stdout.trim();
  const copies = () => host('ls /var/lib/farmhand/jobs | grep copy');

  it('killed while the disk is copied, takes the copy up where it is and starts no other', async () => {
    const first = installation.see(1, command, { FARMHAND_FAULT: 'job.started copy' });
    expect(await first.ended, first.said()).toMatchObject({ signal: 'SIGKILL' });
    const [job, ...others] = (await copies()).split('\n');
    expect(others).toEqual([]);

    const second = installation.see(1, command, { FARMHAND_FAULT: 'ganeti.submitted add' });
    expect(await second.ended, second.said()).toMatchObject({ signal: 'SIGKILL' });
    expect(await copies()).toBe(job);
    // The instance is added meanwhile: the copy may not be over yet.
    await host(`while [ ! -e /var/lib/farmhand/jobs/${job}/rc ]; do sleep 0.5; done`);
    const pieces = await host(`grep -E '^did (copy|zero)' /var/lib/farmhand/jobs/${job}/out | cut -d : -f 1`);
    expect(pieces.split('\n').length).toBeGreaterThan(2);
    expect(new Set(pieces.split('\n')).size).toBe(pieces.split('\n').length);
  });

  it('killed right after Ganeti has the job, adds one instance by one job, and finishes', async () => {
    const { state, why, steps } = await installation.outcome(installation.see(1, command));
    expect(state, why).toBe('done');
    expect(steps.filter(({ attempt }) => attempt > 1)).toEqual([]);
    const jobs = await host(`gnt-job list --no-headers --separator='|' -o status,summary`);
    expect(jobs.split('\n').filter((line) => line.includes('(gallifrey-dev.'))).toEqual([
      'success|INSTANCE_CREATE(gallifrey-dev.xivo.vm.farm)',
      'success|INSTANCE_STARTUP(gallifrey-dev.xivo.vm.farm)',
    ]);
    expect(await host(`gnt-instance list --no-headers --separator='|' -o name,status`)).toBe(
      ['gallifrey-dev.xivo.vm.farm|running', 'gallifrey.xivo.vm.farm|running', 'skaro.xivo.vm.farm|ADMIN_down'].join(
        '\n',
      ),
    );
  });

  it('leaves a journal that is whole', async () => {
    const verify = installation.farmhand(['audit', 'verify']);
    expect(await verify.ended, verify.said()).toEqual({ code: 0, signal: null });
  });
});
