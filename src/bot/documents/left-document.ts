import * as z from 'zod';
import { change } from './plan-document.ts';
import { list, runNumber, time, words } from './shapes.ts';

/** Something that a run left on the farm, and how it stands now. */
export const left = z
  .object({
    vm: z.string(),
    run: runNumber.describe('The run that left it'),
    step: z.string().describe('The id of its step'),
    title: words,
    standing: z
      .enum(['as left', 'changed', 'adopted', 'unknown', 'not compared'])
      .describe('changed: by hand; adopted: by hand, and taken as right; unknown: it could not be told'),
    now: z.string().optional().describe('Where it is otherwise: how it is, in words'),
    why: z.string().optional().describe('Of unknown: why, in words'),
    since: time.optional().describe('Of changed: when it was last seen as it was left'),
    adoptedBy: z.string().optional(),
    adoptedAt: time.optional(),
    changes: list(change).describe('Of changed: the lines of files that are otherwise'),
  })
  .meta({ id: 'Left' });

export type LeftDocument = z.output<typeof left>;
