import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { followOutput } from '../../../main/web/live-output.ts';
import { LiveRuns } from '../../../main/web/live-runs.ts';

/** Somebody who left while what they asked for was read. */
function gone(): ServerResponse {
  return Object.assign(new EventEmitter(), { destroyed: true, end: () => undefined }) as unknown as ServerResponse;
}

test('the output of a step is not looked at for somebody who has left already', async () => {
  let looks = 0;
  const read = async () => {
    looks += 1;
    return { text: '', isOver: looks > 3 };
  };
  await followOutput(gone(), { read, may: () => true, every: 1 });
  expect(looks).toBe(0);
});

test('a run is not watched for somebody who has left already', () => {
  let watches = 0;
  const runs = new LiveRuns({
    shown: async () => undefined,
    version: async () => undefined,
    watch: () => {
      watches += 1;
      return () => undefined;
    },
    log: () => undefined,
  });
  runs.add(1, {} as never, { response: gone(), may: () => true });
  expect(watches).toBe(0);
});
