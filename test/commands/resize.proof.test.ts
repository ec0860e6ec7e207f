import { expect, test } from 'vitest';
import type { Scene } from '../../main/scene.ts';
import { scene } from './scene.ts';

const shared = scene();

/** What Ganeti says of an instance: least and most memory, virtual CPUs, disk. */
async function sizes({ sandbox }: Scene, vm = 'gallifrey'): Promise<string> {
  const fields = 'be/minmem,be/maxmem,be/vcpus,disk.sizes';
  const { stdout } = await sandbox.hosts[0].exec(
    `gnt-instance list --no-headers --separator=' ' -o ${fields} ${vm}.xivo.vm.farm`,
  );
  return stdout.trim();
}

/** The newest run. */
async function latest({ farmhand: { engine } }: Scene) {
  const [head] = await engine.runs({ limit: 1 });
  const view = head && (await engine.view(head.run));
  if (!view) throw new Error('there is no run');
  return view;
}

/** Says it, approves what waits, and gives the run when it has come to rest. */
async function run(farm: Scene, text: string, asker = 'you') {
  await farm.say(text, asker);
  const { run, state } = await latest(farm);
  if (state === 'waiting') await farm.say(`!approve ${run}`, asker);
  return latest(farm);
}

test('it says what a VM has, and what can be typed, when nothing is asked for', async () => {
  const { say } = await shared;
  expect(await say('!resize gallifrey')).toEqual([
    'gallifrey has 1 GiB of 4 GiB of memory, 1 virtual CPU and a disk of 4 MiB.',
    'Memory: !resize gallifrey --memory SIZE, up to 4 GiB at once, beyond that from its next start on.',
    'Virtual CPUs: !resize gallifrey --vcpus N, from its next start on.',
    'Disk: !resize gallifrey --disk SIZE, where it is more, which cannot be undone.',
  ]);
  expect((await say('!resize skaro'))[0]).toBe('skaro has 4 GiB of memory, 1 virtual CPU and a disk of 4 MiB.');
});

test.each([
  [
    '!resize gallifrey 2G',
    [
      'resize: it takes 1 word besides --memory, --vcpus and --disk, so "2G" is too many.',
      'Usage: !resize VM [--memory SIZE] [--vcpus N] [--disk [N:]SIZE], for example !resize gallifrey',
    ],
  ],
  ['!resize gallifrey --memory', ['--memory takes a size, such as 512M or 2G.']],
  ['!resize gallifrey --memory lots', ['"lots" is no size, such as 512M or 2G.']],
  ['!resize gallifrey --memory 0G', ['"0G" is no size, such as 512M or 2G.']],
  ['!resize gallifrey --vcpus 0', ['"0" is no number of virtual CPUs, such as 2.']],
  ['!resize gallifrey --vcpus 2 --vcpus 3', ['--vcpus is there twice.']],
  ['!resize gallifrey --memory 64M', ['64 MiB is less than a guest can live with: at least 128 MiB.']],
  [
    '!resize gallifrey --memory 90G',
    ['host01.farm has 23.6 GiB of memory for it, with what it has now: 90 GiB is more.'],
  ],
  [
    '!resize gallifrey --disk 1M',
    [
      'gallifrey has a disk of 4 MiB: it can grow, and never shrink, which would cut off what is at its end.',
      'For a smaller one: a new VM, and what is to be kept copied there.',
    ],
  ],
  ['!resize gallifrey --disk 900G', ['Volume group all has 64 GiB free; from 4 MiB to 900 GiB takes 900 GiB.']],
])('%s is refused', async (text, answer) => {
  const { say } = await shared;
  expect(await say(text)).toEqual(answer);
});

test('memory within the maximum is given at once, and beyond it from the next start on, which nobody is forced into', async () => {
  const farm = await scene();
  expect(await run(farm, '!resize gallifrey --memory 2G')).toMatchObject({
    state: 'done',
    plan: { values: [['memory', '1 GiB → 2 GiB of 4 GiB']], steps: [{ action: 'balloon.set' }] },
  });
  const beyond = await run(farm, '!resize gallifrey --memory 8G --vcpus 2');
  expect(beyond).toMatchObject({
    state: 'done',
    plan: {
      command: 'resize gallifrey --memory 8G --vcpus 2',
      title: 'give gallifrey at most 8 GiB of memory and 2 virtual CPUs',
      values: [
        ['memory', 'at most 4 GiB → 8 GiB'],
        ['virtual CPUs', '1 → 2'],
      ],
      steps: [{ action: 'ganeti.maximum' }, { action: 'ganeti.vcpus' }],
    },
  });
  expect(beyond.plan.notes).toContain(
    'from its next start on, where its balloon leaves it 1 GiB: !restart gallifrey, when it may be down for a moment',
  );
  expect(await sizes(farm)).toBe('8192 8192 2 4');
  expect((await farm.say('!status gallifrey')).join('\n')).toMatch(/memory +2 GiB of 8 GiB/);
  await farm.say(`!undo ${beyond.run}`);
  await farm.say(`!approve ${(await latest(farm)).run}`);
  expect(await sizes(farm)).toBe('4096 4096 1 4');
});

test('what is less than a VM that is down may have is set as its maximum, also by !memory', async () => {
  const farm = await scene();
  expect(await run(farm, '!memory skaro 2G')).toMatchObject({ state: 'done', plan: { command: 'memory skaro 2G' } });
  expect(await sizes(farm, 'skaro')).toBe('2048 2048 1 4');
});

test('a disk grows last, its plan says that this cannot be undone, and an undo takes back the rest and says that it stays', async () => {
  const farm = await scene();
  const grown = await run(farm, '!resize gallifrey --vcpus 4 --disk 11M');
  expect(grown).toMatchObject({ state: 'done', plan: { steps: [{ id: 'vcpus' }, { id: 'disk', after: ['vcpus'] }] } });
  expect(grown.plan.notes).toContain('cannot be undone: a disk never gets smaller again');
  expect(grown.plan.notes.join('\n')).toContain('has to grow partition and file system');
  expect(await sizes(farm)).toBe('4096 4096 4 12');
  const before = await farm.sandbox.snapshot();
  await farm.say(`!undo ${grown.run}`);
  const undo = await latest(farm);
  expect(undo.plan.notes.join('\n')).toContain(
    'grow the disk of gallifrey.xivo.vm.farm from 4 MiB to 12 MiB: it is 12 MiB for good',
  );
  await farm.say(`!approve ${undo.run}`);
  expect(await sizes(farm)).toBe('4096 4096 1 12');
  const only = await run(farm, '!resize gallifrey --disk 20M');
  expect((await farm.say(`!undo ${only.run}`))[0]).toBe(`Run ${only.run} cannot be undone.`);
  expect(before).not.toEqual(await farm.sandbox.snapshot());
});

test.each(['fail', 'fail-after'] as const)(
  'a disk whose growing ends with %s is grown once, by a retry',
  async (kind) => {
    const farm = await scene();
    await farm.sandbox.faults.tool('gnt-instance', { kind }, { when: 'grow-disk --submit' });
    const first = await run(farm, '!resize gallifrey --vcpus 2 --disk 11M');
    if (kind === 'fail')
      expect(first).toMatchObject({ state: 'failed', why: expect.stringContaining('fault asked for') });
    if (first.state === 'failed') await farm.say(`!retry ${first.run}`);
    expect(await latest(farm)).toMatchObject({ run: first.run, state: 'done' });
    expect(await sizes(farm)).toBe('4096 4096 2 12');
  },
);

test('an undo leaves alone what another person, or a hand, set since', async () => {
  const farm = await scene();
  const mine = await run(farm, '!resize gallifrey --memory 8G --vcpus 2');
  await run(farm, '!resize gallifrey --vcpus 3', 'rose');
  await farm.say(`!undo ${mine.run}`);
  const undo = await latest(farm);
  // Neither way round would be what it ends with.
  expect(undo.plan.values).toEqual([]);
  expect(undo.plan.notes.join('\n')).toContain('2 virtual CPUs from its next start on: left as it is, since run 2');
  await farm.say(`!approve ${undo.run}`);
  expect(await sizes(farm)).toBe('4096 4096 3 4');
  const again = await run(farm, '!resize gallifrey --memory 8G');
  await farm.sandbox.hosts[0].exec('gnt-instance modify -B maxmem=6144M,minmem=6144M gallifrey.xivo.vm.farm');
  expect((await farm.say(`!undo ${again.run}`)).join('\n')).toContain(
    'was given at most 6 GiB since, which is left as it is',
  );
  expect(await sizes(farm)).toBe('6144 6144 3 4');
});

test('while one resizes a VM, another who asks is told whose run it is; room for a disk counts what others have reserved', async () => {
  const farm = await scene();
  await farm.say('!resize gallifrey --disk 40G');
  const { run: number } = await latest(farm);
  expect((await farm.say('!resize gallifrey --vcpus 2', 'rose')).join('\n')).toContain(`run ${number}`);
  expect((await farm.say('!resize skaro --disk 40G', 'rose'))[0]).toMatch(
    /^Volume group all has 24 GiB free beyond the 40 GiB that other runs have reserved/,
  );
});

test('a rule of the policy about !memory is one about !resize of memory alone, too', async () => {
  const farm = await scene();
  await farm.say('!resize gallifrey --memory 2G');
  expect((await latest(farm)).plan).toMatchObject({ deed: 'memory', command: 'resize gallifrey --memory 2G' });
});
