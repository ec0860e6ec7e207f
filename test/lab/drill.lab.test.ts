import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, openInstallation } from './farmhand.ts';
import { finished } from './finished.ts';
import { type LabFarm, labFarm } from './fixture.ts';
import { footprint } from './footprint.ts';

const booted = 'it booted: its guest gave memory back';

describe('a restore is tried on a real farm', () => {
  let lab: LabFarm;
  let installation: Installation;

  beforeAll(async () => {
    lab = await labFarm();
    installation = await openInstallation(lab);
  });
  afterAll(() => installation?.close());

  const host = async (script: string) => (await lab.exec(script)).stdout.trim();
  const jobs = async () =>
    (await host(`gnt-job list --no-headers --separator=' ' -o status,summary`))
      .split('\n')
      .filter((line) => /\.drill\)$/.test(line));

  it('of a VM that runs: it boots without network, and nothing is left, though farmhand is killed when Ganeti has each job', async () => {
    const before = await footprint(lab);
    const points = ['ganeti.submitted add', 'balloon.asked proof', 'ganeti.submitted remove'];
    const { why, steps } = await finished(installation, 1, 'drill gallifrey', ...points);
    expect(why).toContain(booted);
    const [command] = steps.find(({ id }) => id === 'add')?.effect?.commands ?? [];
    const [, name = ''] = /--no-nics --ignore-ipolicy (gallifrey\.[0-9a-f]{8}\.drill)$/.exec(command ?? '') ?? [];
    expect(await jobs()).toEqual([
      `success INSTANCE_CREATE(${name})`,
      `success INSTANCE_STARTUP(${name})`,
      `success INSTANCE_REMOVE(${name})`,
    ]);
    expect(await footprint(lab)).toBe(before);
  });

  it('of one in the bin, whose disks stay there as they are', async () => {
    await finished(installation, 2, 'clone gallifrey dev');
    await finished(installation, 3, 'destroy gallifrey-dev');
    const before = await footprint(lab);
    const { why, plan } = await finished(installation, 4, 'drill gallifrey-dev');
    expect(plan.title).toBe('drill gallifrey-dev, which run 3 put into the bin');
    expect(why).toContain(booted);
    expect(await footprint(lab)).toBe(before);
  });
});
