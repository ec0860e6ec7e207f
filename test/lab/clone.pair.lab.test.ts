import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, openInstallation } from './farmhand.ts';
import { finished } from './finished.ts';
import { type LabFarm, labFarm } from './fixture.ts';
import { type TwoNodes, twoNodes } from './two-nodes.ts';

describe('clones on a cluster of two nodes', () => {
  let lab: LabFarm;
  let nodes: TwoNodes;
  let installation: Installation;

  beforeAll(async () => {
    lab = await labFarm();
    nodes = twoNodes(lab);
    installation = await openInstallation(lab);
  });
  afterAll(() => installation?.close());

  /** Devices of an instance's volumes, in the order of its disks. */
  const disksOf = async (vm: string) => {
    const info = await nodes.on(
      'host01',
      `gnt-instance info --static ${vm}.xivo.vm.farm | sed -n 's,.*logical_id: all/,/dev/all/,p'`,
    );
    return info.split('\n');
  };

  it('one of two disks has what is on both, though farmhand is killed in the copy of the second, and is undone to the byte', async () => {
    for (const [index, disk] of (await disksOf('karn')).entries())
      await nodes.on(
        'host01',
        `at=$(mktemp -d) && mount ${disk} "$at" && echo 'on disk ${index}' > "$at/said" &&
        head -c 3000000 /dev/urandom > "$at/chance" && umount "$at" && rmdir "$at"`,
      );
    const files = async (vm: string) => {
      const sum = (disk: string) =>
        nodes.on(
          'host01',
          `debugfs -R 'cat /said' ${disk} 2> /dev/null; debugfs -R 'cat /chance' ${disk} 2> /dev/null | sha256sum`,
        );
      const disks = await disksOf(vm);
      return [await sum(disks[0] ?? ''), await sum(disks[1] ?? '')];
    };
    const before = await nodes.seen();
    const { run } = await finished(installation, 1, 'clone karn dev', 'job.started copy-disk1');
    expect(await nodes.place('karn-dev')).toBe('running host01.farm  plain');
    const copied = await files('karn-dev');
    expect(copied).toEqual(await files('karn'));
    expect(copied).toEqual([expect.stringMatching(/^on disk 0\n/), expect.stringMatching(/^on disk 1\n/)]);
    await finished(installation, 2, `undo ${run}`);
    expect(await nodes.seen()).toBe(before);
  });

  it('one on the other node than its source has its page through the proxy, though farmhand is killed in the copy over the network, and leaves nothing on either when it is undone', async () => {
    const before = await nodes.seen();
    const command = 'clone gallifrey dev --node host02';
    const { run } = await finished(installation, 3, command, 'job.started copy', 'ganeti.submitted add');
    expect(await nodes.place('gallifrey-dev')).toBe('running host02.farm  plain');
    const page = await nodes.page('gallifrey-dev');
    expect(page).toMatch(/^hostname=gallifrey-dev\naddress=10\.10\.60\.\d+\nmac=52:54:/);
    expect(await nodes.balloon('gallifrey-dev', 'host02')).toBe(128);
    const name = 'gallifrey-dev.xivo.vm.farm';
    expect(await nodes.jobs('INSTANCE_CREATE', name)).toEqual([`success INSTANCE_CREATE(${name})`]);
    expect(await nodes.on('host01', `ls /var/lib/farmhand/jobs | grep -c '^r3\\..*\\.copy\\.'`)).toBe('1');
    await finished(installation, 4, `undo ${run}`, 'ganeti.submitted undo-add');
    expect(await nodes.seen()).toBe(before);
  });
});
