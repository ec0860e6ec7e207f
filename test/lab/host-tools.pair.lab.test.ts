import { beforeAll, describe } from 'vitest';
import { pairTools } from '../contract/host-tools.ts';
import { type LabFarm, labFarm } from './fixture.ts';
import { recorded } from './recorded.ts';

describe('the real tools of a cluster of two nodes show what was recorded of them', () => {
  let farm: LabFarm;
  beforeAll(async () => {
    farm = await labFarm();
  });
  recorded(pairTools, () => farm);
});
