import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { vms } from '../../src/sandbox/vms.ts';
import { type ContractCase, forStandIns, hostTools, observe, pairTools } from './host-tools.ts';
import { readRecording } from './recording.ts';

// As large as the lab's, since what is shown of a disk shows its size.
const diskSize = 256 * 2 ** 20;
heldTo('the lab', hostTools, () => createSandbox({ diskSize }));
heldTo("the lab's two nodes", pairTools, twoNodes);

/** Holds the sandbox to what was recorded of each of these tools. */
function heldTo(of: string, groups: Readonly<Record<string, readonly ContractCase[]>>, made: () => Promise<Sandbox>) {
  describe(`the sandbox's stand-ins show what the real tools showed of ${of}`, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await made();
    });
    afterAll(() => sandbox.close());

    describe.each(Object.entries(groups))('%s', async (tools, cases) => {
      const recording = await readRecording(tools);
      const held = cases.map((each) => forStandIns(each, recording[each.name])).filter(({ lines }) => lines.length > 0);
      it.each(held)('$name', async ({ name, lines, recorded }) => {
        const [host] = sandbox.hosts;
        expect(recorded, 'it is not recorded: RECORD=1 npm run lab -- test host-tools').toBeDefined();
        expect(await observe(host.exec, host.folder, { name, lines })).toEqual(recorded);
      });
      it('every recorded case is still run', () => {
        expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(recording).sort());
      });
      it('what is left out of a case is in it', () => {
        for (const { lines, realOnly = {} } of cases)
          expect(lines).toEqual(expect.arrayContaining(Object.keys(realOnly)));
      });
    });
  });
}

/** A cluster as the lab's of two nodes. */
async function twoNodes(): Promise<Sandbox> {
  const [skaro, gallifrey] = vms;
  if (skaro === undefined || gallifrey === undefined) throw new Error('the sandbox has no VMs');
  const named = (name: string, number: number) => ({
    ...gallifrey,
    name,
    instance: `${name}.xivo.vm.farm`,
    number,
    mac: `52:54:00:00:00:0${number}`,
    uuid: gallifrey.uuid.replace(/^./, `${number}`),
    volume: gallifrey.volume.replace(/^./, `${number}`),
  });
  const karn = named('karn', 7);
  const made = await createSandbox({
    diskSize,
    nodes: 2,
    vms: [
      skaro,
      gallifrey,
      { ...karn, others: [karn.volume.replace('disk0', 'disk1')], running: false },
      { ...named('mondas', 8), mirror: 'host02' },
    ],
  });
  const [{ folder, exec }] = made.hosts;
  await mkdir(join(folder, 'etc/ssh'), { recursive: true });
  await writeFile(join(folder, 'etc/ssh/ssh_known_hosts'), 'host02.farm ssh-ed25519 AAAA\n');
  // The lab's disks are not all of one size.
  await exec(
    [
      `cd ${folder}/state && sed -i 's/ 64 / 96 /' lvm/all.d/${skaro.volume} && sed -i 's/ 256 / 384 /' ganeti/instances/${skaro.instance}`,
      `sed -i 's/ 64 / 16 /' lvm/all.d/${karn.volume.replace('disk0', 'disk1')} && sed -i 's/256,256/256,64/' ganeti/instances/${karn.instance}`,
    ].join(' && '),
  );
  return made;
}
