import * as z from 'zod';
import type { Progress } from '../../src/engine/action.ts';

/** How far a build is, from what packaging-farm(1) has printed; undefined before it says anything of that. */
export function buildProgress(output: string): Progress | undefined {
  const lines = output.split('\n');
  const from = lines.findLastIndex((line) => /^(WAITING|SUBMIT|REVISION|BUILD PLAN) /.test(line));
  const plan = /^BUILD PLAN (\d+) /.exec(lines[from] ?? '');
  if (!plan) return stage(lines[from] ?? '');
  const planned = Number(plan[1]);
  const since = lines.slice(from + 1);
  const begun = since.flatMap((line) => /^packaging-farm --cd (\S+) all$/.exec(line)?.[1] ?? []);
  const ended = since.flatMap((line) => /^BUILD (?:OK|FAILED) (\S+) /.exec(line)?.[1] ?? []);
  const now = begun.filter((name) => !ended.includes(name));
  if (planned === 0) return { part: 1, text: 'nothing to build' };
  const what = now.length > 0 ? `: ${now.join(', ')}` : '';
  return { part: ended.length / planned, text: `package ${Math.min(planned, ended.length + 1)} of ${planned}${what}` };
}

function stage(line: string): Progress | undefined {
  const behind = /^WAITING (.*)$/.exec(line)?.[1];
  if (behind !== undefined) return { text: `waits behind ${behind}` };
  return line === '' ? undefined : { text: 'takes the sources from git' };
}

/** What a build came to. */
export const Outcome = z.object({
  built: z.number(),
  unchanged: z.number(),
  failed: z.number(),
  seconds: z.number(),
  /** Lines for sources.list(5). */
  repositories: z.array(z.string()),
});
export type Outcome = z.infer<typeof Outcome>;

/** What packaging-farm says of a build at its end. */
export function outcomeOf(output: string): Outcome | undefined {
  const last = output.split('\n').findLast((line) => line.startsWith('BUILD DONE '));
  if (last === undefined) return undefined;
  const number = (key: string) => Number(RegExp(`\\b${key}=(\\d+)`).exec(last)?.[1] ?? 0);
  return {
    built: number('built'),
    unchanged: number('unchanged'),
    failed: number('failed'),
    seconds: number('seconds'),
    repositories: [...output.matchAll(/^REPOSITORY (.*)$/gm)].map(([, line = '']) => line),
  };
}

/** Lines of a failed build that are shown. */
const shown = 12;

/** Why a build failed, the most telling line first; undefined where packaging-farm does not say. */
export function failureOf(output: string): readonly string[] | undefined {
  const failed = /^(BUILD|SUBMIT) FAILED (\S+) (\S+)$/m.exec(output);
  if (!failed) return undefined;
  const [whole, kind, name, log] = failed;
  const block = /^BUILD START .*\n([\s\S]*?)^BUILD END (packaging-farm .*)$/m.exec(output);
  const before = kind === 'BUILD' ? (block?.[1] ?? '') : output.slice(0, output.indexOf(whole));
  const lines = before.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const what = kind === 'BUILD' ? 'could not be built' : 'could not be made from git';
  return [
    `${name} ${what}: ${lines.slice(-2).join(' / ')}`,
    `log: ${log}`,
    ...(block ? [`to look into it there: ${block[2]}`] : []),
    ...lines.slice(-shown, -2),
  ];
}
