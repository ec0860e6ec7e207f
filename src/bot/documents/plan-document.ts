import * as z from 'zod';
import { list, runNumber, words } from './shapes.ts';

const risk = z
  .enum(['safe', 'disruptive', 'destructive'])
  .describe('safe: nobody else notices; disruptive: others may; destructive: something can be lost');

export const change = z
  .object({
    host: z.string(),
    path: z.string(),
    removed: list(z.string()).describe('Lines'),
    added: list(z.string()).describe('Lines'),
  })
  .describe('A change of a file');

const step = z
  .object({
    id: z.string().describe('Unique in the plan'),
    title: words,
    action: z.string().describe('What kind of step it is'),
    hosts: list(z.string()).describe('The hosts it looks at and changes, by their names in farm.yaml'),
    risk,
    needs: list(z.string()).describe('Ids of the steps that must be done before it'),
    todo: z.boolean().describe('false: it is so already, and the step does nothing'),
    skip: z.string().optional().describe('Why there is nothing to do'),
    commands: list(z.string()).describe('Commands as an operator would type them'),
    changes: list(change),
  })
  .meta({ id: 'PlannedStep' });

/** A plan: what people approve. */
export const plan = z
  .object({
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('SHA-256 of the plan: what is approved, and all that runs'),
    command: z.string().describe('As people would type it again, without !'),
    title: words,
    risk,
    subjects: list(z.string()).describe('Names of the VMs it is about'),
    sources: list(z.string()).describe('Names of the VMs it only copies from'),
    values: list(z.object({ name: z.string(), value: z.string() })).describe('What was chosen: name, address, port, …'),
    losses: list(z.string()).describe('What is lost by it, in words'),
    notes: list(z.string()).describe('What people should know before they approve, in words'),
    because: z.string().optional().describe('Why, in the words of who asked'),
    ticket: z.object({ name: z.string(), link: z.string().optional() }).optional(),
    override: z.boolean().describe('It is to begin though something that passes keeps it from beginning'),
    undoes: runNumber.optional().describe('The run it takes back'),
    decisions: list(z.object({ kind: z.string(), about: z.string(), title: words })).describe(
      'What it decides besides, such as who owns a VM',
    ),
    steps: list(step),
  })
  .meta({ id: 'Plan' });

export type PlanDocument = z.output<typeof plan>;
