import * as z from 'zod';
import { answers } from './answers.ts';
import { run, runState, stepState } from './run-document.ts';
import { list, runNumber, time } from './shapes.ts';
import { version } from './version.ts';

const answer = z
  .discriminatedUnion('kind', [
    answers.plan,
    answers.run,
    answers.runs,
    answers.waiting,
    answers.log,
    answers.vm,
    answers.vms,
    answers.farm,
    answers.bin,
    answers.left,
    answers.diff,
    answers.host,
    answers.address,
    answers.person,
    answers.commands,
    answers.audit,
    answers.text,
    answers.refusal,
    answers.error,
  ])
  .meta({ id: 'Answer' });

const versionOf = z
  .literal(version)
  .describe('Of this schema: it rises when a member is removed or means something else; new ones may come without');

/** What a command came to. */
export const document = z
  .object({
    version: versionOf,
    command: z.string().describe('As it was given'),
    exit: z
      .union([z.literal(0), z.literal(1), z.literal(3)])
      .describe('What the process ends with. 0: done; 1: refused or failed; 3: a run waits for approval'),
    answer: answer.optional().describe('Absent: the runs say everything'),
    runs: list(run).describe('The runs it began or decided about, as they are at its end'),
  })
  .meta({ id: 'Document' });

/** A line of `--follow`: something that happened to a run. */
export const eventLine = z
  .object({
    version: versionOf,
    event: z.object({
      kind: z
        .enum(['following', 'planned', 'vote', 'started', 'step', 'progress', 'alert', 'expired', 'ended'])
        .describe('following: a run that was asked for before is followed from here on'),
      run: runNumber,
      state: runState,
      seq: z.number().int().optional().describe('Place in the journal'),
      at: time.describe('RFC 3339, in UTC: when it was written here'),
      plan: z.string().optional().describe('Of following and planned: the hash of the plan'),
      step: z.string().optional().describe('Of step and progress: its id'),
      stepState: stepState.optional(),
      part: z.number().optional().describe('0 to 1, where it is known'),
      text: z.string().optional().describe('In words: how far a step is, why it failed, an alert'),
      person: z.string().optional().describe('Of vote'),
      vote: z.enum(['approve', 'withdraw']).optional(),
    }),
  })
  .meta({ id: 'EventLine' });

/** All that `--json` prints: one Document, after an EventLine for each event with `--follow`. */
export function outputSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(z.union([document, eventLine]), {
    // Members may come without a new version.
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
  return { title: 'What farmhand prints with --json', ...schema };
}

export type Document = z.output<typeof document>;
export type EventLine = z.output<typeof eventLine>;
