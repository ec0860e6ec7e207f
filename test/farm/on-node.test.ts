import { expect, test } from 'vitest';
import { parseFarm } from '../../platforms/load-farm.ts';
import { NodeWithoutHost, onNode } from '../../src/farm/on-node.ts';
import { exampleText } from './farms.ts';

const text = exampleText
  .replace('hosts:\n', 'hosts:\n  host02: {}\n')
  .replace('  node: host01.farm', '  nodes: {host02.farm: host02}\n  node: host01.farm')
  .replaceAll(/^(ganeti|dns|dhcp|firewall|proxy):\n/gm, '$1:\n  host: host01\n')
  .replaceAll('  host: host01\n  host: host01', '  host: host01');
const farm = parseFarm(text, '/etc/farmhand/farm.yaml', { env: {} });

test('on another node the node, its host and the storage are others, and the master and the services the same', () => {
  const there = onNode(farm, 'host02.farm');
  expect(there).toMatchObject({
    hypervisor: { host: 'host01', node: 'host02.farm', nodeHost: 'host02' },
    storage: { host: 'host02' },
    dns: { host: 'host01' },
  });
  expect(there.roles).toBe(farm.roles);
  expect(onNode(there, 'host01.farm')).toEqual(farm);
});

test('on a node without a host nothing is done, and what to add is said', () => {
  expect(() => onNode(farm, 'host03.farm')).toThrow(NodeWithoutHost);
  expect(() => onNode(farm, 'host03.farm')).toThrow('ganeti.nodes needs a line host03.farm: HOST');
});
