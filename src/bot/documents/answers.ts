import * as z from 'zod';
import { left } from './left-document.ts';
import { plan } from './plan-document.ts';
import { run, runSummary } from './run-document.ts';
import { list, runNumber, time, unknown, words } from './shapes.ts';
import { bin, freeze, node, vm } from './vm-document.ts';

/** Rows that are not facts yet: a name, and words. */
const inWords = list(z.object({ name: z.string(), value: words }));

/** What is answered, by its kind: the facts, of which the text in chat is one rendering. */
export const answers = {
  plan: z
    .object({
      kind: z.literal('plan'),
      run: runNumber.optional().describe('Absent: it was only shown'),
      plan,
      barred: z.string().optional().describe('What keeps it from beginning now, and until when, in words'),
    })
    .describe('A plan'),
  run: z
    .object({
      kind: z.literal('run'),
      run,
      against: list(z.string()).describe(
        'What stands against it by now, in words: it will not begin, go on or be retried so',
      ),
      barred: z.string().optional().describe('What keeps it from beginning now, and until when, in words'),
    })
    .describe('A run, its plan and how far its steps are'),
  runs: z
    .object({ kind: z.literal('runs'), runs: list(runSummary) })
    .describe('Runs, ten or few more: those that are not settled, then the latest of the others'),
  waiting: z
    .object({
      kind: z.literal('waiting'),
      toApprove: list(runSummary).describe('Who asks may approve these'),
      toSettle: list(runSummary).describe('Of who asks: stopped, they hold what they touched until they are settled'),
      others: list(runSummary).describe('These wait for others'),
    })
    .describe('The runs that wait for who asks'),
  log: z
    .object({
      kind: z.literal('log'),
      run: runNumber,
      events: list(
        z.object({ seq: z.number().int(), at: time, type: z.string(), step: z.string().optional(), text: words }),
      ).describe('In order; type as in docs/journal.md, seq as in farmhand audit export'),
    })
    .describe('What happened to a run'),
  vm: z
    .object({
      kind: z.literal('vm'),
      vm,
      freezes: list(freeze),
      runs: list(runSummary).describe('Those about it that are not settled'),
      builds: inWords.describe('What a packaging farm has built, in words'),
      drills: inWords.describe('How its last restores in trial went, in words'),
      unknown,
    })
    .describe('A VM'),
  vms: z
    .object({
      kind: z.literal('vms'),
      vms: list(vm),
      freezes: list(freeze),
      quota: z.string().optional().describe("How much of a person's quota is taken, in words"),
      unknown,
    })
    .describe('VMs'),
  farm: z
    .object({
      kind: z.literal('farm'),
      vms: list(vm),
      nodes: list(node),
      freezes: list(freeze),
      runs: list(runSummary).describe('Those that are not settled'),
      trouble: list(z.string()).describe('What is wrong and of no VM, in words'),
      unknown,
    })
    .describe('The whole farm'),
  bin: bin.describe('Destroyed VMs that can be had back'),
  left: z
    .object({ kind: z.literal('left'), things: list(left) })
    .describe('What runs left on the farm, compared with what is there'),
  diff: z
    .object({
      kind: z.literal('diff'),
      from: z.string(),
      to: z.string(),
      keep: list(z.string()).describe("Variables that are TO's own, and not compared"),
      files: list(
        z.object({
          path: z.string(),
          hunks: list(
            z.object({
              line: z.number().int().describe('From 1'),
              removed: list(z.string()).describe('Lines'),
              added: list(z.string()).describe('Lines'),
            }),
          ),
        }),
      ),
    })
    .describe('What would have to change on a packaging farm for it to be set as another'),
  host: z
    .object({
      kind: z.literal('host'),
      name: z.string(),
      plays: list(z.string()).describe('What it is for, in words'),
      node: node.optional().describe('Where it is one'),
      vms: list(vm).describe('Those that are on it'),
      unknown,
    })
    .describe('A host of the farm'),
  address: z
    .object({
      kind: z.literal('address'),
      address: z.string(),
      claims: list(z.string()).describe(
        "Who speaks of it, in words; none: nothing on the farm. A VM's is answered by the VM",
      ),
      unknown,
    })
    .describe('An address that is of no VM'),
  person: z
    .object({
      kind: z.literal('person'),
      name: z.string().nullable().describe('A name in farm.yaml; null: nobody it lists'),
      roles: list(z.string()),
      platform: z.string(),
      account: z.string().nullable().describe('What the platform vouches for'),
    })
    .describe('Who farmhand takes you for'),
  commands: z
    .object({
      kind: z.literal('commands'),
      commands: list(
        z.object({
          name: z.string(),
          usage: z.string(),
          summary: words,
          does: z.enum(['read', 'plan', 'settle']).describe('settle: it decides about runs'),
          risk: z
            .enum(['safe', 'disruptive', 'destructive'])
            .optional()
            .describe('Of one that plans: the worst it can do'),
        }),
      ).describe('Those that who asks may use'),
    })
    .describe('The commands'),
  audit: z
    .object({
      kind: z.literal('audit'),
      journal: z.string().describe('Its file, or which Redis'),
      whole: z.boolean().describe('Everything is as it was written'),
      events: z.number().int().optional().describe('How many there are'),
      head: z.string().optional().describe('The hash of the last: with their number an anchor'),
      seq: z
        .number()
        .int()
        .optional()
        .describe('The first event that is not as it was written; 0: the journal as a whole'),
      problem: z.string().optional().describe('What is wrong, in words'),
    })
    .describe('Whether the journal is as it was written'),
  text: z
    .object({
      kind: z.literal('text'),
      headline: z.string().optional(),
      findings: list(z.string()),
      lines: list(z.string()),
    })
    .describe('An answer whose facts are not data yet, as it is read in chat'),
  refusal: z
    .object({ kind: z.literal('refusal'), lines: list(z.string()) })
    .describe('It is not done; why, and what to type instead'),
  error: z.object({ kind: z.literal('error'), lines: list(z.string()) }).describe('Something broke'),
} as const;

type AnswerKind = keyof typeof answers;

/** The facts of an answer, and their kind. */
export type AnswerData = z.output<(typeof answers)[AnswerKind]>;

/**
 * What each command answers in; the others answer in `text`. Every one can answer with a `refusal` or an `error`, and what plans or decides about a run
 * has the run in `runs`.
 */
export const answeredBy: Readonly<Partial<Record<AnswerKind, readonly string[]>>> = {
  plan: ['plan'],
  run: ['why'],
  runs: ['runs'],
  waiting: ['waiting', 'runs'],
  log: ['log'],
  vm: ['status'],
  vms: ['status', 'list'],
  farm: ['status'],
  bin: ['bin'],
  left: ['drift', 'blame'],
  diff: ['diff'],
  host: ['status'],
  address: ['status'],
  person: ['whoami'],
  commands: ['help'],
};
