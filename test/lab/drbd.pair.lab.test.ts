import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, openInstallation } from './farmhand.ts';
import { finished } from './finished.ts';
import { labFarm } from './fixture.ts';
import { type TwoNodes, twoNodes } from './two-nodes.ts';

describe('a cluster of two nodes with DRBD', () => {
  let nodes: TwoNodes;
  let installation: Installation;
  let before: string;

  beforeAll(async () => {
    const lab = await labFarm();
    nodes = twoNodes(lab);
    installation = await openInstallation(lab, { proof: { by: 'tcp', timeout: '15m' } });
    before = await nodes.seen();
  });
  afterAll(() => installation?.close());

  const drbd = () => nodes.on('host01', 'cat /proc/drbd');

  it('comes back from its snapshot with DRBD in step', async () => {
    await expect.poll(drbd, { timeout: 120_000 }).toContain('cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate');
  });

  it('clones a VM that DRBD replicates from its primary node, and undoes it to the byte on both', async () => {
    const { run } = await finished(installation, 1, 'clone mondas dev');
    expect(await nodes.place('mondas-dev')).toBe('running host01.farm  plain');
    await finished(installation, 2, `undo ${run}`);
    expect(await nodes.seen()).toBe(before);
  });

  const clone = 'clone gallifrey dev --mirror host02';
  const name = 'gallifrey-dev.xivo.vm.farm';

  it('makes a clone that DRBD mirrors, in sync in the end', async () => {
    await finished(installation, 3, clone);
    expect(await nodes.place('gallifrey-dev')).toBe('running host01.farm host02.farm drbd');
    expect((await drbd()).match(/ds:UpToDate\/UpToDate/g)).toHaveLength(2);
  });

  it('has the same of it on both nodes, and destroys it to the byte on both', async () => {
    // Stopped, its devices are let go of, and the volumes below them can be compared.
    await nodes.on('host01', `gnt-instance stop --timeout=1 ${name}`);
    const sum = `lvs --noheadings -o lv_path -S lv_tags=originstname+${name} all | grep _data | xargs md5sum | cut -d ' ' -f 1`;
    const [here, there] = [await nodes.on('host01', sum), await nodes.on('host02', sum)];
    expect(here).toMatch(/^[0-9a-f]{32}$/);
    expect(there).toBe(here);
    await finished(installation, 4, 'destroy gallifrey-dev');
    expect(await nodes.seen()).toBe(before);
  });

  it('makes one by one job, though farmhand is killed when Ganeti has it and while it gets in sync, and leaves nothing of it on either node when it is undone', async () => {
    const conversions = () => nodes.jobs('INSTANCE_SET_PARAMS', name);
    const earlier = await conversions();
    // Where the machine is slow, both have the same before farmhand looks.
    const synced = 'drbd.asked sync,before write step.skipped:sync';
    const { run } = await finished(installation, 5, clone, 'ganeti.submitted mirror', synced);
    expect(await conversions()).toEqual([...earlier, `success INSTANCE_SET_PARAMS(${name})`]);
    expect((await drbd()).match(/ds:UpToDate\/UpToDate/g)).toHaveLength(2);
    await finished(installation, 6, `undo ${run}`);
    expect(await nodes.seen()).toBe(before);
  });
});
