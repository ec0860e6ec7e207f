import { expect, test } from 'vitest';
import * as z from 'zod';
import { action, noReceipt } from '../../src/engine/action.ts';
import { pendingRun } from '../../src/engine/claims.ts';
import type { StepView } from '../../src/engine/run.ts';
import { run, step } from '../bot/views.ts';

const make = action({
  name: 'machine.make',
  risk: 'safe',
  args: z.strictObject({ address: z.string() }),
  claims: ({ address }) => [
    { kind: 'memory', node: 'n', bytes: 1 },
    { kind: 'storage', host: 'host01', group: 'g', extents: 2 },
    { kind: 'address', address },
  ],
  title: () => 'make a machine',
  facts: () => ({}),
  see: () => null,
  judge: () => ({ is: 'todo', effect: { commands: [] } }),
  apply: async () => undefined,
  receipt: noReceipt,
  undo: () => ({ by: [] }),
});
const actions = new Map([[make.name, make]]);
const claimed = (given: Partial<StepView>) =>
  pendingRun(run({ steps: [step({ id: 'one', action: make.name, args: { address: '10.0.0.1' }, ...given })] }), actions)
    .claims;
const address = { kind: 'address', address: '10.0.0.1' };

test.each(['waiting', 'running', 'failed', 'unknown'] as const)('a step that is %s takes all it claims', (state) => {
  expect(claimed({ state })).toEqual([
    { kind: 'memory', node: 'n', bytes: 1 },
    { kind: 'storage', host: 'host01', group: 'g', extents: 2 },
    address,
  ]);
});

test('one that is done keeps what there is only one of; the hosts show by then what it took of the rest', () => {
  expect(claimed({ state: 'done' })).toEqual([address]);
});

test('one with nothing to do takes nothing, nor does one that this farmhand cannot do', () => {
  expect(claimed({ skip: 'it is there' })).toEqual([]);
  expect(claimed({ action: 'other.make' })).toEqual([]);
  expect(claimed({ args: { address: 1 } })).toEqual([]);
});
