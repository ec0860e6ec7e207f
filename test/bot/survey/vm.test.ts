import { expect, test } from 'vitest';
import { foundInstance, isRunning } from '../../../src/bot/survey/vm.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { gallifrey, state } from './state.ts';

test('a VM whose node Ganeti does not reach is neither running nor down', () => {
  const { vm } = foundInstance(exampleFarm, 'gallifrey', state());
  expect(isRunning(exampleFarm, vm, gallifrey)).toBe(true);
  expect(isRunning(exampleFarm, vm, { ...gallifrey, health: 'down', status: 'ADMIN_down', running: false })).toBe(
    false,
  );
  expect(() =>
    isRunning(exampleFarm, vm, { ...gallifrey, health: 'unknown', status: 'ERROR_nodedown', running: null }),
  ).toThrow('Ganeti cannot tell whether gallifrey runs: it says ERROR_nodedown. Look at its node host01.farm first.');
});
