import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, openInstallation } from './farmhand.ts';
import { type LabFarm, labFarm } from './fixture.ts';
import { footprint } from './footprint.ts';

describe('a cluster of two nodes with DRBD', () => {
  let lab: LabFarm;
  let installation: Installation;
  let before: string;

  beforeAll(async () => {
    lab = await labFarm();
    installation = await openInstallation(lab, { proof: { by: 'tcp', timeout: '15m' } });
    before = await seen();
  });
  afterAll(() => installation?.close());

  const host = async (script: string, name?: 'host02') => (await lab.exec(script, undefined, name)).stdout.trim();
  /** What is on both nodes. */
  const seen = async () => [await footprint(lab), await host(secondVolumes, 'host02')].join('\n== host02\n');
  const secondVolumes = 'lvs --noheadings --units b -o lv_name,lv_uuid,lv_size,lv_tags all | sort';

  it('comes back from its snapshot with DRBD in step', async () => {
    await expect
      .poll(() => host('cat /proc/drbd'), { timeout: 120_000 })
      .toContain('cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate');
  });

  it('clones a VM that DRBD replicates from its primary node, and undoes it to the byte on both', async () => {
    const made = await installation.outcome(installation.see(1, 'clone mondas dev'));
    expect(made.state, made.why).toBe('done');
    const instances = await host(
      `gnt-instance list --no-headers --separator='|' -o name,status,pnode,snodes,disk_template mondas-dev.xivo.vm.farm`,
    );
    expect(instances).toBe('mondas-dev.xivo.vm.farm|running|host01.farm||plain');
    const undone = await installation.outcome(installation.see(2, `undo ${made.run}`));
    expect(undone.state, undone.why).toBe('done');
    expect(await seen()).toBe(before);
  });
});
