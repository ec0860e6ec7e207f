import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actions } from '../../../platforms/actions.ts';
import { forward } from '../../../platforms/shorewall/steps.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { processOwner } from '../../../src/journal/owner.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';
import { inProcessQueue } from '../../../src/queue/in-process.ts';
import { sandboxed, stored } from '../../farm/sandboxed.ts';
import { eventually } from '../../support/eventually.ts';
import { ruleLine } from './files.ts';

test('farmhand that restarts while the rules are loaded proves and confirms them, and the switch does not fire', async () => {
  const farm = await sandboxed();
  const { folder } = farm.sandbox.hosts[0];
  const journal = await openSqliteJournal(join(farm.sandbox.folder, 'journal.db'));
  const errors: unknown[] = [];
  const engine = (owner: string) =>
    new Engine({
      journal,
      queue: inProcessQueue(),
      hosts: farm.another(),
      actions,
      judge: async () => undefined,
      owner: `${processOwner()}#${owner}`,
      log: (message, error) => errors.push(message, error),
    });
  // The first lets go of the run while Shorewall loads; a switch that fires meets the second fault.
  await farm.sandbox.faults.tool('shorewall', { kind: 'slow', seconds: 2 }, { when: 'reload' });
  await farm.sandbox.faults.tool('shorewall', { kind: 'fail' }, { when: 'clear' });
  const step = forward(farm.farm, farm.vm);
  if (!step) throw new Error('the VM has a port');
  const first = engine('first');
  await first.start(1);
  const { run } = await first.submit({
    make: async () => ({
      command: 'try',
      title: 'try',
      subjects: ['gallifrey-dev'],
      values: [],
      notes: [],
      locks: [],
      steps: [{ ...stored(step), id: 'firewall', after: [] }],
    }),
    by: 'loic',
    asked: null,
    gate: () => undefined,
  });
  await eventually(() => expect(readFileSync(join(folder, 'etc/shorewall/rules'), 'utf8')).toContain(ruleLine));
  await first.stop();
  const second = engine('second');
  await second.start(1);
  await eventually(async () => expect((await second.view(run))?.state).toBe('done'));
  expect(existsSync(join(folder, 'faults/shorewall'))).toBe(true);
  expect(readFileSync(join(folder, 'faults/shorewall'), 'utf8')).toContain('clear');
  expect(errors).toEqual([]);
  await second.stop();
  await journal.close();
  await farm.close();
});
