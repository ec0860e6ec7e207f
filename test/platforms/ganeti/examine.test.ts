import { expect, test } from 'vitest';
import { examine } from '../../../platforms/ganeti/examine.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { Node } from '../../../src/farm/state.ts';
import { gallifrey, state } from '../../bot/survey/state.ts';
import { exampleFarm } from '../../farm/farms.ts';

const node = (name: string): Node => ({ name, standing: 'in use', memoryTotal: 1, memoryFree: 1 });
const queue = { known: { drained: false, by: 'its socket', instead: '' } };
const withNodes = (...names: readonly string[]): Farm => ({
  ...exampleFarm,
  hypervisor: { ...exampleFarm.hypervisor, nodes: new Map(names.map((name) => [name, 'host01'])) },
});

function said(farm: Farm, ...names: readonly string[]): readonly string[] {
  const seen = state({
    nodes: { known: names.map(node) },
    instances: { known: [gallifrey, { ...gallifrey, name: 'skaro.xivo.vm.farm', node: 'host02.farm' }] },
  });
  const [cluster] = examine(farm);
  return (cluster?.findings({ queue }, seen) ?? [])
    .filter(({ is }) => is !== 'ok')
    .map(({ is, says }) => `${is} ${says}`);
}

test('a node with VMs that farm.yaml has no host for is a warning, for nothing can be done about them', () => {
  expect(said(withNodes('host01.farm'), 'host01.farm', 'host02.farm', 'host03.farm')).toEqual([
    'warning VMs are on the node host02.farm, for which farm.yaml has no host: commands about them are refused',
  ]);
  expect(said(withNodes('host01.farm', 'host02.farm'), 'host01.farm', 'host02.farm')).toEqual([]);
});

test('a node of farm.yaml that Ganeti has not is a problem', () => {
  expect(said(withNodes('host01.farm', 'host02.farm', 'host2.farm'), 'host01.farm', 'host02.farm')).toEqual([
    'problem Ganeti has no node host2.farm, only host01.farm and host02.farm',
  ]);
});
