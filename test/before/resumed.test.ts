import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Scene, sceneOn } from '../../main/scene.ts';
import { actions } from '../../platforms/actions.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { comparable, createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { known } from '../../src/engine/look.ts';
import type { RunView, StepView } from '../../src/engine/run.ts';
import { readRun } from '../../src/engine/run-record.ts';
import type { Farm } from '../../src/farm/farm.ts';
import type { Json } from '../../src/journal/json.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import type { Snapshot } from '../../src/sandbox/made.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { perform } from '../farm/real-host.ts';
import { until } from '../support/daemon.ts';

/** Where the sandbox was when the journals were written: its paths are in their plans. */
const folder = '/tmp/farmhand-before';

let lock: Server | undefined;
let sandbox: Sandbox;
let farm: Farm;
let scene: Scene | undefined;

beforeEach(async () => {
  // The folder is one for the machine; the kernel gives the name back when its process ends, however it ends.
  await until(
    'another run of these tests to end',
    async () => {
      lock = await listening(`\0${folder}`);
      return lock !== undefined;
    },
    240_000,
  );
  rmSync(folder, { recursive: true, force: true });
  sandbox = await createSandbox({ folder, diskSize: 4 * 2 ** 20, login: 'owner' });
  farm = await loadFarm(sandbox.farmFile);
});
afterEach(async () => {
  await scene?.farmhand.stop();
  vi.useRealTimers();
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
  lock?.close();
});

/** A server of that name, or undefined where another process has it. */
function listening(name: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(undefined));
    server.listen(name, () => resolve(server));
  });
}

/** Puts the journal in its place, and the clock to a minute after its last event. */
async function written(name: string): Promise<RunView> {
  mkdirSync(dirname(farm.data.journal), { recursive: true });
  writeFileSync(farm.data.journal, gunzipSync(readFileSync(join(import.meta.dirname, `${name}.db.gz`))));
  const journal = await openSqliteJournal(farm.data.journal);
  try {
    const events = await journal.events(1);
    const now = Date.parse(events.at(-1)?.at ?? '') + 60_000;
    vi.useFakeTimers({ toFake: ['Date'], now, shouldAdvanceTime: true });
    return (await readRun(journal, 1)) as RunView;
  } finally {
    await journal.close();
  }
}

/** Does what the run had done, as its steps say, by what does them now: what it had noted of that, as it is read now, is what is noted now. */
async function doneAsBefore({ steps }: RunView): Promise<void> {
  const hosts = createHosts([...farm.hosts.values()]);
  try {
    for (const step of steps) {
      if (step.state !== 'done' || step.receipt === null) continue;
      const { definition } = known(actions, step);
      const noted = definition.receipt.schema.parse(step.receipt);
      const receipt = await perform(hosts.host, definition, step.args);
      expect({ step: step.id, receipt: giveUuid(step, receipt) }).toMatchObject({ step: step.id, receipt: noted });
    }
  } finally {
    await hosts.close();
  }
}

/** LVM makes up a volume's UUID: it is made the one that the run had noted, in the sandbox and in the receipt. */
function giveUuid({ args, receipt: noted }: StepView, receipt: Json): Json {
  const { uuid } = noted as { readonly uuid?: string };
  if (uuid === undefined) return receipt;
  const { vg, name } = args as { readonly vg: string; readonly name: string };
  const file = join(folder, `host01/state/lvm/${vg}.d/${name}`);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\S+/, uuid));
  return { ...(receipt as object), uuid };
}

const view = async () => (await scene?.farmhand.engine.view(1)) as RunView;
const address = () => readFileSync(join(folder, 'host01/etc/bind/db.farm'), 'utf8').includes('gallifrey-dev');

test('a run that waited is approved by the hash it had, and done', async () => {
  const waited = await written('waiting');
  expect(waited).toMatchObject({ state: 'waiting', plan: { title: 'clone gallifrey to gallifrey-dev' } });
  const { hash } = waited.plan;
  scene = await sceneOn(sandbox, farm);
  expect((await scene.say('approve 1', 'sarah')).join('\n')).toMatch(/Run 1 is done/i);
  expect(await view()).toMatchObject({ state: 'done', votes: [{ person: 'sarah', hash }] });
  expect(address()).toBe(true);
});

describe('a run that failed half-way', () => {
  let before: Snapshot;
  beforeEach(async () => {
    before = comparable(await sandbox.snapshot());
    const failed = await written('failed');
    expect(failed).toMatchObject({ state: 'failed', settled: false });
    expect(failed.steps.filter(({ state }) => state === 'done').length).toBeGreaterThan(8);
    await doneAsBefore(failed);
    scene = await sceneOn(sandbox, farm);
  });

  test('is retried, and done', async () => {
    expect((await scene?.say('retry 1'))?.join('\n')).toMatch(/Run 1 is done/i);
    expect(await view()).toMatchObject({ state: 'done' });
    expect(address()).toBe(true);
  });

  test('is undone, and nothing of it is left', async () => {
    expect((await scene?.done('undo 1'))?.join('\n')).toMatch(/Run 2 is done/i);
    expect(await view()).toMatchObject({ settled: true, undoneBy: 2 });
    expect(comparable(await sandbox.snapshot())).toEqual(before);
  });
});
