import { type Guess, mostCommon } from '../farm/discovery.ts';
import type { Instance } from '../farm/state.ts';
import { writeSize } from '../farm/units.ts';

/** What the balloon leaves a VM, in the words of farm.yaml. @param balloons bytes, by the names of running instances. @param memory bytes a new VM may have. */
export function guessBalloon(
  instances: readonly Instance[],
  balloons: ReadonlyMap<string, number>,
  memory: number,
): Guess<string> {
  const none = (from: string): Guess<string> => ({ value: 'none', from, unsure: true });
  const running = instances.filter((one) => one.running);
  if (running.length === 0) return none('no VM runs, so nothing tells');
  const known = running.flatMap(({ name, memory: own }) => {
    const bytes = balloons.get(name);
    return bytes === undefined ? [] : [{ bytes, whole: bytes >= own }];
  });
  if (known.length === 0) return none('no monitor of a running VM tells of a balloon');
  const less = mostCommon(known.flatMap(({ bytes, whole }) => (whole || bytes > memory ? [] : [bytes])));
  if (!less) return none('the running VMs have all the memory they may have');
  return {
    value: writeSize(less.value),
    from: `info balloon: what it leaves ${less.times} of ${running.length} running VMs`,
    ...(less.times < running.length && { unsure: true }),
  };
}
