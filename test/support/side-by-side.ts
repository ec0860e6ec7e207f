/**
 * Has `count` things used side by side, each by one test at a time; a thing that a test failed on is not used again. `first`:
 * one that is there already.
 */
export function sideBySide<T>(count: number, make: () => Promise<T>, first: T) {
  const free: (T | undefined)[] = [...Array<undefined>(count - 1).fill(undefined), first];
  const waiting: (() => void)[] = [];
  return async (act: (thing: T) => Promise<unknown>): Promise<void> => {
    while (free.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    const unused = free.pop();
    let good: T | undefined;
    try {
      const thing = unused ?? (await make());
      await act(thing);
      good = thing;
    } finally {
      free.push(good);
      waiting.shift()?.();
    }
  };
}
