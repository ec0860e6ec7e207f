import { describe, expect, test } from 'vitest';
import { failoverNotes, mirrorNotes, refuseUnfitNode } from '../../../src/bot/survey/node-fit.ts';
import type { Instance, Node } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { gallifrey, state } from './state.ts';

const gibi = 2 ** 30;
const node = (name: string, standing: Node['standing'], free = 8): Node => ({
  name,
  standing,
  memoryTotal: 24 * gibi,
  memoryFree: free * gibi,
});
const nodes = (...all: readonly Node[]) => state({ nodes: { known: all } });

describe('the node a clone would go to', () => {
  test('may be in use', () => {
    refuseUnfitNode(exampleFarm, 'host01.farm', nodes(node('host01.farm', 'in use')));
  });

  test.each(['drained', 'offline'] as const)('is refused when it is %s, with the nodes there are', (standing) => {
    const all = nodes(node('host01.farm', standing), node('host02.farm', 'in use'), node('host03.farm', 'drained'));
    expect(() => refuseUnfitNode(exampleFarm, 'host01.farm', all)).toThrow(
      `host01.farm is ${standing}: Ganeti gives it no VMs. In use: host02.farm.`,
    );
  });
});

describe('what a node could take over', () => {
  const mirrored = (name: string, primary: string, memory: number): Instance => ({
    ...gallifrey,
    name,
    node: primary,
    secondaries: ['host01.farm'],
    memory: memory * gibi,
  });
  const seen = (...instances: readonly Instance[]) =>
    state({ nodes: { known: [node('host01.farm', 'in use', 8)] }, instances: { known: instances } });

  test('is said where it is not enough any more, of one node that fails at a time', () => {
    const all = seen(
      mirrored('a.farm', 'host02.farm', 4),
      mirrored('b.farm', 'host02.farm', 4),
      mirrored('c.farm', 'host03.farm', 4),
    );
    expect(failoverNotes(exampleFarm, 'host01.farm', 0, all)).toEqual([]);
    expect(failoverNotes(exampleFarm, 'host01.farm', gibi, all)).toEqual([
      "if host02.farm failed, host01.farm could not start all of its VMs: they take 8 GiB of memory, and 7 GiB would be free (Ganeti's verify will complain)",
    ]);
    expect(failoverNotes(exampleFarm, 'host01.farm', 5 * gibi, all)).toHaveLength(2);
  });

  test('counts a VM that would be mirrored there with those of its own node alone', () => {
    const all = seen(mirrored('a.farm', 'host02.farm', 3), mirrored('b.farm', 'host03.farm', 8));
    const more = (memory: number) =>
      mirrorNotes(
        exampleFarm,
        { primary: 'host02.farm', node: 'host01.farm', memory: memory * gibi, promised: gibi },
        all,
      );
    expect(more(4)).toEqual([]);
    expect(more(5)).toEqual([
      "if host02.farm failed, host01.farm could not start all of its VMs: they take 8 GiB of memory, and 7 GiB would be free (Ganeti's verify will complain)",
    ]);
  });

  test('is nothing where no VM has its disks on two nodes', () => {
    expect(failoverNotes(exampleFarm, 'host01.farm', 8 * gibi, seen(gallifrey))).toEqual([]);
  });
});
