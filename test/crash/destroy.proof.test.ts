import { killedAt } from './every-point.ts';

await killedAt('every second fault point of a clone, and every one of its destruction', {
  end: () => 'destroy gallifrey-dev',
  afterwards: 'purge gallifrey-dev',
  ofClone: (points) => points.filter((_, index) => index % 2 === 0),
});
