/** Why work on a run ends before its steps do. */

/** A person cancelled the run. */
export class Cancelled extends Error {
  override name = 'Cancelled';
}

/** This process must let go of the run; what runs on the hosts goes on, and whoever takes the run up next finds it. */
export class LetGo extends Error {
  override name = 'LetGo';
}

/** Waits so many milliseconds, or throws a signal's reason as soon as one is aborted. */
export async function sleep(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  const signal = AbortSignal.any([...signals]);
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
