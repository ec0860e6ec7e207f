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
import type { RunView } from '../../src/engine/run.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';

// Made by farmhand as it was before platforms had folders of their own: a clone, a memory, a destroy and a build, done in the sandbox.
const here = import.meta.dirname;

describe('what the version before platforms wrote', () => {
  let folder: string;
  let journal: Journal;
  let views: readonly RunView[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-before-'));
    const file = join(folder, 'journal.sqlite');
    writeFileSync(file, gunzipSync(readFileSync(join(here, 'journal.db.gz'))));
    journal = await openSqliteJournal(file);
    const heads = await journal.runs({ limit: 100 });
    views = await Promise.all(heads.map(async ({ run }) => fold(await journal.events(run))));
  });
  afterAll(async () => {
    await journal.close();
    rmSync(folder, { recursive: true });
  });

  test('farm.yaml is read, and its roles are played by the platforms it was written for', async () => {
    const { roles } = await loadFarm(join(here, 'farm.yaml'));
    const kinds = [roles.hypervisor, roles.storage, roles.dns, roles.dhcp, roles.firewall, roles.proxy].map(
      (role) => role?.kind,
    );
    expect(kinds).toEqual(['ganeti', 'lvm', 'bind', 'isc-dhcpd', 'shorewall', 'nginx']);
  });

  test('the journal is whole, and its runs are what they were', async () => {
    expect(await journal.verify()).toMatchObject({ ok: true });
    expect(views.map(({ plan, state }) => `${plan.title}: ${state}`).toSorted()).toEqual([
      'build gallifrey from v1.2.3: done',
      'clone gallifrey to gallifrey-dev: done',
      'destroy gallifrey-dev: done',
      'give gallifrey-dev 512 MiB of memory: done',
    ]);
  });

  test('every step, and what it depends on, is known with the arguments it was planned with', () => {
    const steps = views.flatMap((view) => view.steps);
    expect(steps.length).toBeGreaterThan(25);
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
