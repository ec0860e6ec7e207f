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

  const name = 'gallifrey-dev.xivo.vm.farm';

  it('makes a clone that DRBD mirrors, in sync in the end', async () => {
    const made = await installation.outcome(installation.see(3, 'clone gallifrey dev --mirror host02'));
    expect(made.state, made.why).toBe('done');
    expect(
      await host(`gnt-instance list --no-headers --separator='|' -o status,pnode,snodes,disk_template ${name}`),
    ).toBe('running|host01.farm|host02.farm|drbd');
    expect((await host('cat /proc/drbd')).match(/ds:UpToDate\/UpToDate/g)).toHaveLength(2);
  });

  it('has the same of it on both nodes, and destroys it to the byte on both', async () => {
    // Stopped, its devices are let go of, and the volumes below them can be compared.
    await host(`gnt-instance stop --timeout=1 ${name}`);
    const sum = `lvs --noheadings -o lv_path -S lv_tags=originstname+${name} all | grep _data | xargs md5sum | cut -d ' ' -f 1`;
    const [here, there] = [await host(sum), await host(sum, 'host02')];
    expect(here).toMatch(/^[0-9a-f]{32}$/);
    expect(there).toBe(here);
    const destroyed = await installation.outcome(installation.see(4, 'destroy gallifrey-dev'));
    expect(destroyed.state, destroyed.why).toBe('done');
    expect(await seen()).toBe(before);
  });

  it('leaves nothing of such a clone on either node when it is undone', async () => {
    const made = await installation.outcome(installation.see(5, 'clone gallifrey dev --mirror host02'));
    expect(made.state, made.why).toBe('done');
    const undone = await installation.outcome(installation.see(6, `undo ${made.run}`));
    expect(undone.state, undone.why).toBe('done');
    expect(await seen()).toBe(before);
  });
});
