import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { record } from '../../../platforms/bind/steps.ts';
import { runGanetiJob } from '../../../platforms/ganeti/job.ts';
import { add, balloon, remove, replace, start, stop } from '../../../platforms/ganeti/steps.ts';
import {
  placeholder,
  placeholderOf,
  removeVolume,
  snapshotOf,
  volume,
  volumeOf,
} from '../../../platforms/lvm/steps.ts';
import type { Invocation } from '../../../src/engine/action.ts';
import { Cancelled } from '../../../src/engine/leave.ts';
import type { Hosts } from '../../../src/ssh/host.ts';
import { apply, attempt, look, perform, type Sandboxed, sandboxed, undo } from '../../farm/sandboxed.ts';

let farm: Sandboxed;
beforeAll(async () => {
  farm = await sandboxed();
  await perform(record(farm.farm, farm.vm), attempt(farm.hosts));
});
afterAll(() => farm.close());

const placing = () => placeholder(farm.farm, farm.disk, farm.vm);
const adding = () => add(farm.farm, [farm.disk], farm.vm);
const removing = () => remove(farm.farm, farm.vm);
/** What a command prints on the host. */
const on = async (script: string) => (await farm.hosts('host01').run({ script })).stdout.trim();
/** Ganeti's jobs with that word so far. */
const jobs = async (word: string) =>
  (await on(`gnt-job list --no-headers --separator='|' -o id,status,ops`))
    .split('\n')
    .filter((line) => line.includes(word));

/** No instance, and no placeholder. */
async function clear() {
  const { snapshot, ...at } = placing().args as Readonly<Record<string, string>>;
  const discarding = { action: 'lvm.discard', args: { host: at.host, vg: at.vg, name: snapshot } } as Invocation;
  const placed = removeVolume(farm.farm, placeholderOf(farm.vm, farm.disk));
  for (const one of [stop(farm.farm, farm.vm), removing(), discarding, placed]) await perform(one, attempt(farm.hosts));
}

/** No instance, and a placeholder to be adopted. */
beforeEach(async () => {
  await clear();
  await perform(placing(), attempt(farm.hosts));
});

/** What gives the instance a disk, as if that were copied. */
async function replacing(): Promise<Invocation> {
  const { disk, vm } = farm;
  await perform(volume(farm.farm, disk, vm), attempt(farm.hosts));
  await on(`lvchange --addtag farmhand.copy-of.${snapshotOf(vm, disk)} -- all/${volumeOf(vm, disk)}`);
  return replace(farm.farm, [disk], vm);
}

test('an added instance is down, has the volume under a name of Ganeti, and the MAC', async () => {
  const receipt = await perform(adding(), attempt(farm.hosts));
  expect(receipt).toEqual({ uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  const listed = await on("gnt-instance list --no-headers --separator='|' -o name,status,be/maxmem,nic.macs");
  expect(listed).toContain('gallifrey-dev.xivo.vm.farm|ADMIN_down|4096|52:54:86:b3:3f:10');
  const volumes = await on('lvs --noheadings -o lv_name,lv_tags -- all');
  expect(volumes).not.toContain(placeholderOf(farm.vm, farm.disk));
  expect(volumes).toMatch(/\.disk0 +farmhand,farmhand\.placeholder *$/m);
});

test('the reason in Ganeti tells run, step and attempt', async () => {
  const applying = attempt(farm.hosts);
  await perform(adding(), applying);
  expect(await jobs(`farmhand run 7 step ${applying.step} ${applying.attempt}`)).toHaveLength(1);
});

test('add, replace, start, and back again: the instance, then its placeholder and its volume, which by then are gone', async () => {
  const { hosts, vm } = farm;
  await clear();
  const before = await farm.sandbox.snapshot();
  const making = volume(farm.farm, farm.disk, vm);
  const receipts = [];
  for (const step of [placing(), adding()]) receipts.push(await perform(step, attempt(hosts)));
  expect(await look(hosts, await replacing())).toMatchObject({ is: 'todo' });
  const steps = [placing(), adding(), replace(farm.farm, [farm.disk], vm), start(farm.farm, vm)];
  for (const step of steps.slice(2)) receipts.push(await perform(step, attempt(hosts)));
  expect(await look(hosts, removing())).toMatchObject({
    is: 'blocked',
    why: expect.stringMatching(/runs: stop it first/),
  });
  for (const [index, step] of [...steps.entries()].reverse()) await undo(step, receipts[index] ?? null, hosts);
  expect(await look(hosts, making)).toMatchObject({ is: 'todo' });
  expect(await farm.sandbox.snapshot()).toEqual(before);
});

test('an instance that has a placeholder open, since somebody started it, gets its disk after it was stopped', async () => {
  const { hosts, vm } = farm;
  await perform(adding(), attempt(hosts));
  const replaces = await replacing();
  await on(`gnt-instance start ${vm.instance}`);
  expect(await look(hosts, replaces)).toMatchObject({
    is: 'blocked',
    why: expect.stringContaining(
      `open, as when it was started meanwhile: gnt-instance stop ${vm.instance} on host01, then retry`,
    ),
  });
  await on(`gnt-instance stop ${vm.instance}`);
  await perform(replaces, attempt(hosts));
  expect(await on('lvs --noheadings -o lv_name,lv_attr,lv_tags -- all | grep farmhand')).toMatch(
    /^\S+\.disk0 +-wi-a----- farmhand,farmhand\.copy-of\.gallifrey-dev\.source\.86b33f10$/,
  );
});

test('one that fails between the two is gone on with', async () => {
  const { hosts, vm } = farm;
  await perform(adding(), attempt(hosts));
  const replaces = await replacing();
  await farm.sandbox.faults.tool('lvrename', { kind: 'fail' });
  await expect(apply(replaces, attempt(hosts))).rejects.toThrow(/^host01: giving \S+ its copied disks failed/);
  expect(await on(`gnt-instance start ${vm.instance} 2>&1 || echo refused`)).toContain('refused');
  await perform(replaces, attempt(hosts));
  expect(await look(hosts, replaces)).toMatchObject({ is: 'done' });
});

describe('a process that dies', () => {
  test.each(['job.started', 'ganeti.submitted'])(
    'at %s leaves a job that the next one finds: nothing is added twice',
    async (point) => {
      const earlier = (await jobs('INSTANCE_CREATE')).length;
      const name = `dies-at-${point.replace('.', '-')}`;
      // Else the job may be over before it is let go of.
      await farm.sandbox.faults.tool('ganeti-job', { kind: 'slow', seconds: 1 });
      const dies = attempt(farm.another(), { name, at: (passed, { letGo }) => passed === point && letGo() });
      await expect(apply(adding(), dies)).rejects.toThrow('let go');
      await perform(adding(), attempt(farm.hosts, { name }));
      expect(await jobs('INSTANCE_CREATE')).toHaveLength(earlier + 1);
    },
  );

  test('takes nothing with it when somebody kills what follows the job: it is found in the queue by its reason', async () => {
    const applying = attempt(farm.hosts, { name: 'killed' });
    await farm.sandbox.faults.tool('ganeti-job', { kind: 'slow', seconds: 2 });
    const stops = attempt(farm.another(), {
      name: 'killed',
      at: (passed, { letGo }) => passed === 'ganeti.submitted' && letGo(),
    });
    await expect(apply(adding(), stops)).rejects.toThrow('let go');
    await on(`while [ -e ${farm.sandbox.hosts[0].folder}/faults/ganeti-job ]; do sleep 0.02; done`);
    const folder = `${farm.farm.hosts.get('host01')?.state}/jobs/${applying.attempt}`;
    await on(`kill -9 -$(cat ${folder}/pid)`);
    await perform(adding(), applying);
    expect(await jobs(applying.attempt)).toHaveLength(1);
  });

  test('between renaming and registering leaves a volume that is adopted all the same', async () => {
    await on(`lvrename -- all ${placeholderOf(farm.vm, farm.disk)} 11111111-2222-3333-4444-555555555555.disk0`);
    await perform(adding(), attempt(farm.hosts));
    expect(await on('lvs --noheadings -o lv_name -- all')).not.toContain('11111111-2222-3333-4444-555555555555');
  });

  test('right after the job leaves a tag that is taken off', async () => {
    await perform(adding(), attempt(farm.hosts));
    const adopted = (await on('lvs --noheadings -o lv_name,lv_tags -- all'))
      .split('\n')
      .find((line) => line.includes('farmhand'));
    await on(
      `lvchange --addtag farmhand.name.${placeholderOf(farm.vm, farm.disk)} -- all/${adopted?.trim().split(/\s+/)[0]}`,
    );
    expect(await look(farm.hosts, adding())).toMatchObject({ is: 'todo' });
    await perform(adding(), attempt(farm.hosts));
  });
});

test('a job is followed by luxid alone, and its log told', async () => {
  await farm.sandbox.faults.tool('gnt-job', { kind: 'fail' });
  const applying = attempt(farm.hosts);
  await perform(adding(), applying);
  expect(applying.told.at(-1)?.text).toMatch(/^Ganeti's job \d+: .*disks are in sync$/);
  const fault = `${farm.sandbox.hosts[0].folder}/faults/gnt-job`;
  expect(await on(`cat ${fault}; rm -f ${fault}`)).toContain('fail');
});

test('where luxid does not answer, instances are read and jobs followed by Ganeti’s own commands', async () => {
  const fault = `${farm.sandbox.hosts[0].folder}/faults/socat`;
  await farm.sandbox.faults.tool('socat', { kind: 'fail' }, { when: 'ganeti-query', times: 100 });
  const applying = attempt(farm.hosts);
  await perform(adding(), applying);
  expect(await jobs(applying.attempt)).toEqual([expect.stringContaining('|success|')]);
  expect(await look(farm.hosts, start(farm.farm, farm.vm))).toMatchObject({ is: 'todo' });
  expect(await on(`cut -f 1 ${fault}; rm -f ${fault}`)).not.toBe('100');
});

test('a client that says it failed, and handed the job in all the same, is not believed: the job is found and waited for', async () => {
  await farm.sandbox.faults.tool('gnt-instance', { kind: 'fail-after' }, { when: 'add --submit' });
  const applying = attempt(farm.hosts);
  await apply(adding(), applying);
  expect(await jobs(applying.attempt)).toEqual([expect.stringContaining('|success|')]);
  expect(await look(farm.hosts, adding())).toMatchObject({ is: 'done' });
});

describe('a job whose process was too slow to start, of which Ganeti did nothing,', () => {
  const slowStarts = (times: number) => on(`echo ${times} > ${farm.sandbox.hosts[0].folder}/state/ganeti/slow-starts`);

  test('is submitted again', async () => {
    await slowStarts(2);
    const applying = attempt(farm.hosts);
    await perform(adding(), applying);
    expect((await jobs(applying.attempt)).map((line) => line.split('|')[1])).toEqual(['error', 'error', 'success']);
    const { output } = await farm.hosts('host01').jobs.follow(applying.attempt, 0);
    expect(output.match(/^farmhand: .*$/gm)?.map((line) => line.replace(/\d+/, 'N'))).toEqual(
      ['ganeti job N', 'submitted again', 'ganeti job N', 'submitted again', 'ganeti job N'].map(
        (line) => `farmhand: ${line}`,
      ),
    );
  });

  test('three times in all', async () => {
    await slowStarts(4);
    const applying = attempt(farm.hosts);
    await expect(apply(adding(), applying)).rejects.toThrow(/job \d+ failed to start: .*Timeout in reading a response/);
    expect(await jobs(applying.attempt)).toHaveLength(3);
    await slowStarts(0);
  });

  /** A host on which the detached job has printed so much more at each look, and then has that code; the same of what looks for it by its reason. */
  function printing(own: readonly string[], found: readonly string[], code: number) {
    const looks = { own: 0, found: 0 };
    const cancelled: string[] = [];
    const host = {
      jobs: {
        start: async () => undefined,
        ended: async () => undefined,
        follow: async (id: string, offset: number) => {
          const which = id.endsWith('.again') ? 'found' : 'own';
          const printed = which === 'own' ? own : found;
          looks[which] += 1;
          const output = printed.slice(0, looks[which]).join('').slice(offset);
          const over = looks[which] >= printed.length;
          const state = over ? { state: 'done', code: which === 'own' ? code : 0 } : { state: 'running' };
          return { output, next: offset + output.length, state };
        },
      },
      run: async ({ args }: { readonly args: readonly string[] }) => void cancelled.push(...args),
    };
    return { hosts: (() => host) as unknown as Hosts, cancelled };
  }
  const again = ['farmhand: ganeti job 4\n', 'Failure: job 4 failed to start\nfarmhand: submitted again\n'];
  const starting = (hosts: Hosts) => runGanetiJob(attempt(hosts), 'host01', 'start', ['a']);

  test('is looked for by its reason where the client that submitted it again heard no answer', async () => {
    const { hosts } = printing([...again, 'the client says\n'], ['farmhand: ganeti job 5\n'], 1);
    await expect(starting(hosts)).resolves.toBeUndefined();
  });

  test('is not taken for the one that could not be submitted in its place, of which its client tells', async () => {
    const { hosts } = printing([...again, 'the queue is drained\n'], ['farmhand: ganeti job 4\n'], 1);
    await expect(starting(hosts)).rejects.toThrow(/^host01: gnt-instance start failed: .*the queue is drained$/);
  });

  test('is taken out of the queue by a cancellation each time it is there', async () => {
    const { hosts, cancelled } = printing(
      ['farmhand: ganeti job 4\n', '', 'farmhand: submitted again\n', 'farmhand: ganeti job 5\n', ''],
      [],
      1,
    );
    const applying = attempt(hosts, { at: (passed, { cancel }) => passed === 'ganeti.submitted' && cancel() });
    await expect(runGanetiJob(applying, 'host01', 'start', ['a'])).rejects.toBeInstanceOf(Cancelled);
    expect(cancelled).toEqual(['4', '5']);
  });
});

test('what Ganeti refuses is told in its words', async () => {
  await on(`lvremove --yes -- all/${placeholderOf(farm.vm, farm.disk)}`);
  await expect(apply(adding(), attempt(farm.hosts))).rejects.toThrow(
    /^host01: Ganeti's job \d+ \(add\) failed: Missing logical volume\(s\): all\/gallifrey-dev\.placeholder\.86b33f10$/,
  );
});

test('a cancelled run waits for a job that runs, which Ganeti cannot stop', async () => {
  await farm.sandbox.faults.tool('ganeti-job', { kind: 'slow', seconds: 3 });
  const applying = attempt(farm.hosts, { at: (passed, { cancel }) => passed === 'ganeti.submitted' && cancel() });
  await expect(apply(adding(), applying)).rejects.toBeInstanceOf(Cancelled);
  expect((await farm.hosts('host01').jobs.state(applying.attempt)).state).toBe('done');
});

test('an instance that is stopped is started again by an undo, with the memory it had', async () => {
  const { hosts, vm } = farm;
  await perform(adding(), attempt(hosts));
  await perform(await replacing(), attempt(hosts));
  expect(await perform(start(farm.farm, vm), attempt(hosts))).toEqual({ started: true });
  await perform(balloon(farm.farm, vm) as Invocation, attempt(hosts));
  const before = await farm.sandbox.snapshot();
  const stopped = await perform(stop(farm.farm, vm), attempt(hosts));
  expect(stopped).toEqual({ balloon: 2 ** 30 });
  await undo(stop(farm.farm, vm), stopped, hosts);
  expect(await look(hosts, start(farm.farm, vm))).toMatchObject({ is: 'done' });
  expect(await farm.sandbox.snapshot()).toEqual(before);
});
