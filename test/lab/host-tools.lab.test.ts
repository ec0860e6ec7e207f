import { beforeAll, describe } from 'vitest';
import { hostTools } from '../contract/host-tools.ts';
import { type LabFarm, labFarm } from './fixture.ts';
import { recorded } from './recorded.ts';

describe('the real tools show what the sandbox is held to', () => {
  let farm: LabFarm;
  beforeAll(async () => {
    farm = await labFarm();
  });
  recorded(hostTools, () => farm);
});
