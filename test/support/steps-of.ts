import { Session } from 'node:inspector/promises';

/**
 * How many times blocks of the program's own code under a folder (`platforms/nginx/`) are entered while something is done: the same on every machine,
 * however busy it is.
 */
export async function stepsOf(folder: string, work: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  session.disconnect();
  const ranges = result
    .filter(({ url }) => url.includes(folder))
    .flatMap(({ functions }) => functions.flatMap((one) => one.ranges));
  return ranges.reduce((sum, { count }) => sum + count, 0);
}
