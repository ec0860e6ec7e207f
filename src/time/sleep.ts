/** Waits so many milliseconds, or until the signal is aborted, which is no error. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

/** Waits so many milliseconds. Throws a signal's reason as soon as one is aborted. */
export async function sleep(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  const signal = AbortSignal.any([...signals]);
  await pause(milliseconds, signal);
  signal.throwIfAborted();
}
