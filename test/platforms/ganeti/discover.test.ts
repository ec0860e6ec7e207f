import { expect, test } from 'vitest';
import { clusterIn } from '../../../platforms/ganeti/discover.ts';

test('the only node is the node, and new VMs are as most are', () => {
  const printed =
    'n host01.farm\nskaro.farm|host01.farm|debootstrap+default|4096\na.farm|host01.farm|debootstrap+default|4096\nb.farm|host01.farm|-|512\n';
  expect(clusterIn(printed)).toMatchObject({
    knows: 3,
    settings: {
      node: { value: 'host01.farm' },
      os: { value: 'debootstrap+default' },
      memory: { value: '4G', unsure: true },
    },
  });
});

test('of several nodes the one with most instances is a guess, which names the others', () => {
  const { settings } = clusterIn(
    'n a.farm\nn b.farm\nx.farm|b.farm|os|512\ny.farm|b.farm|os|512\nz.farm|a.farm|os|512\n',
  );
  expect(settings.node).toMatchObject({
    value: 'b.farm',
    unsure: true,
    from: expect.stringContaining('a.farm, b.farm'),
  });
});

test('a cluster without instances has a node', () => {
  expect(clusterIn('n a.farm\n')).toEqual({
    knows: 0,
    settings: { node: expect.objectContaining({ value: 'a.farm' }) },
  });
});
