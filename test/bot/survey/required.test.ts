import { expect, test } from 'vitest';
import { requireAll, unseenNodes } from '../../../src/bot/survey/required.ts';
import type { Node } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { state, storage } from './state.ts';

const nodes = (standing: Node['standing']) => [
  { name: 'host01.farm', standing: 'in use' as const, memoryTotal: 1, memoryFree: 1 },
  { name: 'host02.farm', standing, memoryTotal: 1, memoryFree: 1 },
];
const seen = (standing: Node['standing']) =>
  state({
    nodes: { known: nodes(standing) },
    storage: new Map([
      ['host01.farm', { known: storage }],
      ['host02.farm', { unknown: 'host02 cannot be reached' }],
    ]),
  });

test('what may have something of a VM must be read, on every node', () => {
  expect(() => requireAll(exampleFarm, seen('in use'))).toThrow('the volume group on host02.farm could not be read');
  expect(() => requireAll(exampleFarm, seen('drained'))).toThrow('host02 cannot be reached');
  expect(unseenNodes(seen('in use'))).toEqual([]);
});

test('but for a node that is offline, of which the plan says that it was not looked at', () => {
  requireAll(exampleFarm, seen('offline'));
  expect(unseenNodes(seen('offline'))).toEqual(['cannot tell what is left of it on host02.farm, which is offline']);
});
