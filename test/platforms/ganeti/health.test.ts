import { expect, test } from 'vitest';
import { healthOf } from '../../../platforms/ganeti/instances.ts';

test.each([
  ['running', 'up'],
  ['ADMIN_down', 'down'],
  ['ADMIN_offline', 'down'],
  ['USER_down', 'error'],
  ['ERROR_down', 'error'],
  ['ERROR_up', 'error'],
  ['ERROR_wrongnode', 'error'],
  ['ERROR_nodedown', 'unknown'],
  ['ERROR_nodeoffline', 'unknown'],
] as const)('an instance that is %s is %s', (status, health) => {
  expect(healthOf({ status })).toBe(health);
});
