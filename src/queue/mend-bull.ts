import type Bull from 'bull';
import type { Redis } from 'ioredis';
import { within } from '../time/within.ts';

/** Milliseconds a connection has to say goodbye in, behind a read that waits for a job. */
const goodbye = 500;

/**
 * Mends where Bull 4 leaves a failure to nobody, which ends a Node process: when a connection breaks while it gives a worker its
 * name, which nobody looks at, and while it connects anew for workers that are to end, which nobody uses. `blocked`: the connection
 * on which it waits for jobs, once there is one.
 */
export function mend(queue: Bull.Queue, blocked: () => Redis | undefined): void {
  const { processing } = queue as unknown as { readonly processing: Readonly<Record<string, Promise<unknown>>> };
  Object.assign(queue, {
    setWorkerName: async () => undefined,
    async whenCurrentJobsFinished(): Promise<void> {
      const connection = blocked();
      if (!connection) return;
      const left = connection.quit().catch(() => undefined);
      await within(goodbye, left);
      connection.disconnect();
      await Promise.allSettled(Object.values(processing));
    },
  });
}
