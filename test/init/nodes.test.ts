import { expect, test } from 'vitest';
import { nodesOf } from '../../src/init/nodes.ts';

const node = (name: string) => ({ name, standing: 'in use', memoryTotal: 1, memoryFree: 1 }) as const;
const machines = new Map([
  ['host01', 'a'],
  ['host02', 'b.farm'],
]);
const from = 'what that host calls itself';

test('each node of a cluster is the host that calls itself so, by its full name or by the first part of it', () => {
  const remarks: string[] = [];
  expect(nodesOf([node('a.farm'), node('b.farm')], 'a.farm', { machines, remarks })).toEqual({
    nodes: { 'a.farm': { value: 'host01', from }, 'b.farm': { value: 'host02', from } },
  });
  expect(remarks).toEqual([]);
});

test('a node that no host calls itself is told, but for that of new VMs, of which it is told already', () => {
  const remarks: string[] = [];
  const nodes = [node('a.farm'), node('c.farm'), node('d.farm')];
  expect(nodesOf(nodes, 'd.farm', { machines, remarks })).toEqual({ nodes: { 'a.farm': { value: 'host01', from } } });
  expect(remarks).toEqual([
    'no host calls itself c.farm, a node of the cluster: give farmhand init that host too, if VMs are on it',
  ]);
});

test('of a cluster with one node there is nothing to say', () => {
  expect(nodesOf([node('c.farm')], 'c.farm', { machines, remarks: [] })).toEqual({});
});
