import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import type { Fact } from '../../src/engine/facts.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { lastLines, runDetached } from '../../src/farm/detached.ts';
import { answerScript, buildCodes, buildScript, builtScript } from './build-script.ts';
import { buildProgress, failureOf, Outcome, outcomeOf } from './output.ts';
import { answerTo, questionIn } from './permission.ts';

const Args = z.strictObject({
  /** The VM. */
  host: s.label,
  /** Words of packaging-farm. */
  command: s.words,
  cache: s.remotePath,
  /** Folder on the VM where it is kept what builds came to. */
  builds: s.remotePath,
  /** This build's own name there. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** What is submitted and built: the meta package, or one package. */
  target: s.packageName,
  /** graph: with all it needs; alone: whatever the graph says; force: built or not. */
  how: z.enum(['graph', 'alone', 'force']),
  revision: s.revision,
  /** It was approved that everything is built anew, should the last revision be another. */
  anew: z.boolean(),
  /** How many packages there are to build, as far as is known. */
  packages: z.int().positive(),
  /** Who asked. */
  by: s.person,
  /** The others that feed the same repository: none of them may have a version that is built. */
  rivals: z
    .array(z.strictObject({ host: s.label, command: s.words, meta: s.packageName, revision: s.revision }))
    .optional(),
});
type Args = z.infer<typeof Args>;

type Seen = { readonly last: string; readonly ended: boolean; readonly outcome: Outcome | null };

/**
 * Submits what changed in git and builds it, packaging-farm(1), at idle priority. Done when the VM has kept of this very build that it ended
 * well. A build that waits for another, or is under way when farmhand dies, goes on. Where other farms feed the same repository it waits
 * for farmhand once, before it builds anything: what it will build is known for sure only then.
 */
export const build = action({
  name: 'packaging.build',
  risk: 'disruptive',
  args: Args,
  work: ({ packages }) => packages,
  title: ({ host, target, revision }) => `build ${target} of ${revision} on ${host} (low priority)`,
  facts: (args) => ({ built: builtFact(args) }),
  see: (_args, { built }): Seen => built,
  judge: (args, { last, ended }) => {
    const { host, command, target, how, revision, anew } = args;
    if (ended) return { is: 'done', why: 'it is built' };
    if (!anew && last !== '' && last !== revision) return { is: 'blocked', why: moved(host, last, revision) };
    const run = `nice -n 19 ionice -c 3 env GIT_REVISION=${revision} ${command.join(' ')}`;
    const words = { graph: target, alone: `--cd ${target} all`, force: `--force ${target}` }[how];
    const may = mayFile(args);
    const ask = may === '' ? '' : ` MAY=${may}`;
    return { is: 'todo', effect: { commands: [`${run} --cd ${target} update`, `${run} ${words}${ask}`] } };
  },
  async apply(args, _seen, applying) {
    const { host, command, cache, builds, id, target, how, revision, anew, by, rivals = [] } = args;
    const who = `run ${applying.run}, asked by ${by}`;
    const may = mayFile(args);
    const words = [builds, id, who, revision, anew ? 'yes' : 'no', cache, target, how, may, ...command];
    let answered = '';
    const { code, output } = await runDetached(applying, {
      host,
      id: applying.attempt,
      script: { script: buildScript, args: words },
      async heard(output) {
        const progress = buildProgress(output);
        if (progress) applying.progress(progress);
        const question = may === '' ? undefined : questionIn(output);
        if (!question || question.pid === answered) return;
        const answer = await answerTo(question, rivals, applying.hosts);
        applying.fault('build.allowed');
        const { run, jobs } = applying.hosts(host);
        const written = await run({ script: answerScript, args: [may, answer] });
        if (written.code !== 0) {
          // It would wait for ever.
          await jobs.cancel(applying.attempt);
          throw new Error(`${host}: ${may} could not be written, so nothing was built: ${lastLines(written.stderr)}`);
        }
        answered = question.pid;
      },
    });
    if (code !== 0) throw new Error(failure(args, code, output));
  },
  receipt: {
    schema: Outcome,
    of: (_args, before, after) => (!before.ended && after.ended ? after.outcome : null),
  },
  summary: (_args, { built, unchanged, failed, repositories }) =>
    [`${built} built, ${unchanged} unchanged, ${failed} failed`, ...repositories].join('; '),
  undo: () => ({ cannot: 'what is built stays built: !build with another revision builds it anew' }),
});

/** What a build waits for before it builds anything; empty: for nothing. */
function mayFile({ builds, id, rivals = [] }: Args): string {
  return rivals.length === 0 ? '' : `${builds}/${id}.may`;
}

function builtFact({ host, builds, id, cache }: Args): Fact<Seen> {
  return {
    host,
    read: { script: builtScript, args: [builds, id, cache] },
    parse: ({ stdout }) => ({
      last: /^LAST (.*)$/m.exec(stdout)?.[1] ?? '',
      ended: /^ENDED$/m.test(stdout),
      outcome: outcomeOf(stdout) ?? null,
    }),
  };
}

function moved(host: string, last: string, revision: string): string {
  return `${host} was built from ${last} meanwhile, so ${revision} would build everything anew, which nobody approved: ask again`;
}

function failure({ host, command, revision }: Args, code: number | undefined, output: string): string {
  const said = output.split('\n').findLast((line) => line.startsWith('packaging-farm: '));
  switch (code) {
    case undefined:
      return `the build on ${host} was killed before it ended, or the VM restarted: retry goes on where it stopped`;
    case buildCodes.moved:
      return moved(host, /^REVISION IS (.*)$/m.exec(output)?.[1] ?? 'another revision', revision);
    case buildCodes.refused:
      return `${host}: ${said?.replace('packaging-farm: ', '') ?? lastLines(output)}`;
    case buildCodes.locked:
      return `somebody builds on ${host} by hand: ${said ?? lastLines(output)}`;
    case buildCodes.absent:
      return `${host} has no ${command[0]}: farmhand doctor says how to install it`;
    default:
      return (failureOf(output) ?? [`the build on ${host} failed: ${said ?? lastLines(output)}`]).join('\n');
  }
}
