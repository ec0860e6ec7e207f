export const late = Symbol('late');

/** What a promise gives, or `late` when that takes longer than so many milliseconds. The promise goes on by itself. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | typeof late> {
  let timer: NodeJS.Timeout | undefined;
  const ends = new Promise<typeof late>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, milliseconds), late);
  });
  return await Promise.race([promise, ends]).finally(() => clearTimeout(timer));
}
