import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actions } from '../../platforms/actions.ts';
import { stop } from '../../platforms/ganeti/stop.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { fold } from '../../src/engine/fold.ts';
import { known, knownCondition } from '../../src/engine/look.ts';
import { sealed } from '../../src/engine/plan.ts';
import type { RunView } from '../../src/engine/run.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';

/**
 * Made in the sandbox by farmhand as it was before platforms had folders of their own. done: a clone, a memory, a destroy and a build; waiting: a
 * clone that nobody has approved; failed: a clone of which `gnt-instance add` failed. What becomes of the last two is in resumed.test.ts.
 */
const journals = ['done', 'waiting', 'failed'];
const here = import.meta.dirname;

describe('what the version before platforms wrote', () => {
  let folder: string;
  let opened: readonly Journal[];
  let views: readonly RunView[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-before-'));
    opened = await Promise.all(
      journals.map((name) => {
        const file = join(folder, `${name}.sqlite`);
        writeFileSync(file, gunzipSync(readFileSync(join(here, `${name}.db.gz`))));
        return openSqliteJournal(file);
      }),
    );
    const runs = opened.map(async (journal) => {
      const heads = await journal.runs({ limit: 100 });
      return Promise.all(heads.map(async ({ run }) => fold(await journal.events(run))));
    });
    views = (await Promise.all(runs)).flat();
  });
  afterAll(async () => {
    await Promise.all(opened.map((journal) => journal.close()));
    rmSync(folder, { recursive: true });
  });

  test('farm.yaml is read, and its roles are played by the platforms it was written for', async () => {
    const { roles } = await loadFarm(join(here, 'farm.yaml'));
    const kinds = [roles.hypervisor, roles.storage, roles.dns, roles.dhcp, roles.firewall, roles.proxy].map(
      (role) => role?.kind,
    );
    expect(kinds).toEqual(['ganeti', 'lvm', 'bind', 'isc-dhcpd', 'shorewall', 'nginx']);
  });

  test('the journals are whole, and their runs are what they were', async () => {
    for (const journal of opened) expect(await journal.verify()).toMatchObject({ ok: true });
    expect(views.map(({ plan, state }) => `${plan.title}: ${state}`).toSorted()).toEqual([
      'build gallifrey from v1.2.3: done',
      'clone gallifrey to gallifrey-dev: done',
      'clone gallifrey to gallifrey-dev: failed',
      'clone gallifrey to gallifrey-dev: waiting',
      'destroy gallifrey-dev: done',
      'give gallifrey-dev 512 MiB of memory: done',
    ]);
  });

  test('every plan has the hash by which it is approved', () => {
    for (const { plan } of views) {
      const { hash, ...rest } = plan;
      expect(sealed(rest).hash).toBe(hash);
    }
  });

  test('every step, and what it depends on, is known with the arguments it was planned with', () => {
    const steps = views.flatMap((view) => view.steps);
    expect(steps.length).toBeGreaterThan(57);
    for (const step of steps) {
      expect(known(actions, step).definition.title(known(actions, step).args)).toBe(step.title);
      if (step.provided) knownCondition(actions, step.provided);
    }
  });

  test('what is kept of each step that was done says how to take it back, by steps that are known', () => {
    const done = views.flatMap((view) => view.steps).filter(({ receipt }) => receipt !== undefined && receipt !== null);
    const undoings = done.flatMap((step) => {
      const { definition, args } = known(actions, step);
      const undoing = definition.undo(args, definition.receipt.schema.parse(step.receipt));
      return 'by' in undoing ? undoing.by : [];
    });
    expect(undoings.length).toBeGreaterThan(10);
    for (const undoing of undoings) known(actions, undoing);
  });
});

test('a stop from before balloons were looked at is taken back by a start alone', () => {
  const args = stop.args.parse({ host: 'host01', instance: 'gallifrey.xivo.vm.farm' });
  expect(stop.undo(args, stop.receipt.schema.parse({ stopped: true }))).toEqual({
    by: [{ action: 'ganeti.start', args: { host: 'host01', instance: 'gallifrey.xivo.vm.farm' } }],
  });
});
