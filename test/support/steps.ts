import { Session } from 'node:inspector';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { ownFolders, pluginFolder, root } from './source.ts';

const ownCode = [...ownFolders, pluginFolder];

/**
 * How often each block of code runs, as V8 counts it in this process from here on: of functions that were compiled before, it counts calls alone.
 * Calls of functions that were optimized are not all counted.
 */
const session = new Session();
for (const compiler of ['opt', 'maglev']) setFlagsFromString(`--no-${compiler}`);
session.connect();
ask('Profiler.enable');
ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

function ask(method: string, params: object = {}): Coverage {
  let answer: Coverage | undefined;
  session.post(method, params, (error, result) => {
    if (error) throw error;
    answer = result as Coverage;
  });
  return answer as Coverage;
}

/**
 * How much is done by a piece of work, whatever the machine: how often each block of farmhand's own code ran, and how many characters and
 * elements the built-in functions it calls went over. Backtracking inside a regular expression is not seen. `folders`: whose blocks count,
 * else those of all.
 */
export function stepsOf(work: () => void, folders: readonly string[] = ownCode): number {
  const sources = folders.map((folder) => join(root, folder, '/'));
  // What ran before is left out.
  ask('Profiler.takePreciseCoverage');
  const { touched, restore } = countBuiltIns();
  try {
    work();
  } finally {
    restore();
  }
  const ran = ask('Profiler.takePreciseCoverage')
    .result.filter(({ url }) => sources.some((folder) => url.includes(folder)))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)));
  return ran.reduce((sum, count) => sum + count, 0) + touched();
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

/** How many steps of work for n are done for 2 n, and for 4 n: about 2 and 4 where it is linear, 4 and 16 where it is quadratic. */
export function growth(work: (n: number) => () => void, n: number): readonly [number, number] {
  // A function's first call counts as many.
  work(n)();
  const [one, two, four] = [n, 2 * n, 4 * n].map((size) => stepsOf(work(size))) as [number, number, number];
  return [two / one, four / one];
}

/** Built-in functions by what one call goes over. */
const builtIns: readonly (readonly [
  object,
  readonly string[],
  (self: { readonly length: number }, result: unknown) => number,
])[] = [
  [
    String.prototype,
    ['split', 'replace', 'replaceAll', 'match', 'toLowerCase', 'toUpperCase', 'trim'],
    ({ length }) => length,
  ],
  [String.prototype, ['slice', 'substring'], (_, result) => Math.min(64, (result as string).length)],
  [
    Array.prototype,
    ['slice', 'concat', 'includes', 'indexOf', 'join', 'toSorted', 'toReversed', 'toSpliced'],
    ({ length }) => length,
  ],
];

function countBuiltIns(): { readonly touched: () => number; readonly restore: () => void } {
  let touched = 0;
  const undo = builtIns.flatMap(([owner, names, cost]) =>
    names.map((name) => {
      const table = owner as Record<string, (...args: unknown[]) => unknown>;
      const real = table[name] as (...args: unknown[]) => unknown;
      table[name] = function (this: { readonly length: number }, ...args: unknown[]) {
        const result = real.apply(this, args);
        touched += cost(this, result);
        return result;
      };
      return () => {
        table[name] = real;
      };
    }),
  );
  return {
    touched: () => touched,
    restore: () => {
      for (const one of undo) one();
    },
  };
}
