import type Bull from 'bull';

/** The part of a Bull 4 queue that gives a job it took to the worker that locks it. Without an id it takes one, too. */
interface Taking {
  moveToActive(id?: string): Promise<Bull.Job | null>;
}

/**
 * Calls `taken` with a job's id as soon as a worker has it off the list of those that wait, while Bull still locks it and reads what it carries:
 * two waits for Redis' disk become one. What `taken` began has ended before the next job is asked for, also where the lock could not be had.
 */
export function onTaken(queue: Bull.Queue, taken: (id: string) => Promise<void>): void {
  const bull = queue as unknown as Taking;
  const { moveToActive } = bull;
  const lock = (id?: string) => moveToActive.call(queue, id);
  bull.moveToActive = async (id) => {
    if (id === undefined) return lock();
    const work = taken(id);
    const job = await lock(id).catch(async (error) => {
      await work;
      throw error;
    });
    if (!job) await work;
    return job;
  };
}
