import { describe, expect, test } from 'vitest';
import { twoGroups } from '../sandbox/several-disks.ts';
import { scene } from './scene.ts';

/** The farm as it is, zone serials left aside: they only rise. */
async function farmNow({ sandbox }: Awaited<ReturnType<typeof scene>>): Promise<unknown> {
  return JSON.parse(JSON.stringify(await sandbox.snapshot()).replaceAll(/\b20\d{8}\b/g, 'SERIAL'));
}

describe('!clone', () => {
  test('twice at once makes two VMs, each with values of its own; one undone, one destroyed, all is as before', async () => {
    const made = await scene();
    const { say, farmhand } = made;
    const stateOf = async (run: number) => (await farmhand.engine.view(run))?.state;
    const before = await farmNow(made);

    await Promise.all([say('!clone gallifrey dev'), say('!clone gallifrey test')]);
    const views = await farmhand.engine.unsettled();
    for (const name of ['address', 'MAC', 'SSH port']) {
      const values = views.map(({ plan }) => plan.values.find(([key]) => key === name)?.[1]);
      expect(new Set(values).size).toBe(2);
    }
    await Promise.all([say('!approve 1'), say('!approve 2')]);
    expect([await stateOf(1), await stateOf(2)]).toEqual(['done', 'done']);

    const status = (await say('!status')).join('\n');
    expect(status).toMatch(/^gallifrey-dev +running +10\.10\.60\.\d+ +1 GiB of 4 GiB$/m);
    expect(status).toMatch(/^gallifrey-test +running +10\.10\.60\.\d+ +1 GiB of 4 GiB$/m);
    expect(status).not.toContain('look at');
    expect((await say('!status gallifrey-dev')).join('\n')).toMatch(/site +http:\/\/gallifrey-dev\.dachary\.org/);

    const name = views.find(({ run }) => run === 2)?.plan.subjects[0] ?? '';
    await say('!undo 1');
    expect((await say('!approve 3')).join()).toContain('somebody else has to approve it');
    await say('!approve 3', 'sarah');
    await say(`!destroy ${name}`);
    await say('!approve 4', 'sarah');
    expect([await stateOf(3), await stateOf(4)]).toEqual(['done', 'done']);
    expect(await farmNow(made)).toEqual(before);

    expect((await say('!undo 4')).join('\n')).toContain(`give ${name}.xivo.vm.farm back from the bin`);
  });

  test('of a name that is being made is refused, naming the run', async () => {
    const { say } = await scene();
    await say('!clone gallifrey dev');
    expect(await say('!clone gallifrey dev')).toEqual([
      'gallifrey-dev is being worked on by run 1 (clone gallifrey to gallifrey-dev, asked by you, waiting).',
      '· !why 1 says what it waits for.',
    ]);
  });

  test.each(['replace', 'still-free'])(
    'of several disks does %s after the whole copy of each, on whatever device it is',
    async (id) => {
      const { say, farmhand } = await scene(undefined, { vms: twoGroups });
      await say('!clone gallifrey dev');
      const steps = (await farmhand.engine.view(1))?.steps ?? [];
      const ancestors = (of: string): readonly string[] =>
        (steps.find((step) => step.id === of)?.after ?? []).flatMap((one) => [one, ...ancestors(one)]);
      expect(ancestors(id)).toEqual(expect.arrayContaining(['copy', 'copy-disk1', 'personalise']));
    },
  );
});
