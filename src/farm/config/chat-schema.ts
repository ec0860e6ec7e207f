import * as z from 'zod';
import type { DriftSettings } from '../drift-settings.ts';
import type { DrillSettings } from '../drill-settings.ts';
import * as s from './scalars.ts';
import { record, roles } from './schema.ts';

const platform = z.string().regex(/^[a-z][a-z0-9-]*$/, 'the name of a chat platform such as irc');

const quota = z.strictObject({
  vms: z.int({ error: 'a number of VMs from 0' }).min(0, 'a number of VMs from 0').optional(),
  memory: s.size.optional().describe('Of those that run'),
  disk: s.size.optional(),
});

interface PersonSection {
  readonly roles: readonly string[];
  readonly quota?: z.output<typeof quota> | undefined;
  readonly [platform: string]: unknown;
}

/** A person: roles, and an identity on each platform. With no platforms named, any name of one will do. */
function person(platforms?: readonly string[]) {
  const shape = {
    roles: roles.default([]).describe('What they may do is said by policy'),
    quota: quota.optional().describe('How much the VMs of this person may have together'),
  };
  if (!platforms) return z.object(shape).catchall(s.identity);
  const own = Object.fromEntries(platforms.map((name) => [name, s.identity.optional()]));
  return z.strictObject({ ...shape, ...own });
}

/** Schemas of the chat platforms' own blocks, from their adapters. */
export type ChatSchemas = Readonly<Record<string, z.ZodType>>;

export interface ChatShape {
  readonly people: z.ZodType<Record<string, PersonSection>>;
  readonly chat: z.ZodType<Record<string, unknown>>;
  readonly channels: z.ZodType<readonly Readonly<Record<string, string>>[]>;
  readonly drift: z.ZodType<DriftSettings | undefined>;
  readonly drill: z.ZodType<DrillSettings | undefined>;
}

/** A channel a platform. */
function group(platforms?: readonly string[]): z.ZodType<Readonly<Record<string, string | undefined>>> {
  return platforms
    ? z.strictObject(Object.fromEntries(platforms.map((name) => [name, s.channel.optional()])))
    : z.record(platform, s.channel);
}

/** The daily look at what is not as runs left it. */
function drift(platforms?: readonly string[]): ChatShape['drift'] {
  const some = group(platforms).refine((given) => Object.keys(given).length > 0, 'a channel of a platform or more');
  return z
    .strictObject({
      at: s.timeOfDay.describe('When it is looked, by timezone'),
      tell: some.describe('The channels in which what is new is told, by platform'),
    })
    .optional()
    .describe(
      'Look every day what was changed by hand of what farmhand left, and tell what is new',
    ) as ChatShape['drift'];
}

/** Drills that nobody asks for. */
function drill(platforms?: readonly string[]): ChatShape['drill'] {
  const one = group(platforms).refine((given) => Object.keys(given).length === 1, {
    error: 'a channel of one platform',
    params: { expected: true },
  });
  return z
    .strictObject({
      vms: z
        .array(s.vmPattern, { error: 'a list of patterns such as ["*-prod"]' })
        .min(1, 'one pattern or more')
        .default(['*'])
        .describe('Which VMs: * stands for anything'),
      every: s.drillEvery.prefault('7d').describe('From one drill of a VM to the next, in days'),
      at: s.timeOfDay.describe('From when on, by timezone: one VM after the other'),
      tell: one.describe('The channel in which it is told, by platform'),
    })
    .optional()
    .describe('Restore VMs every so many days, to see whether they boot') as ChatShape['drill'];
}

/** Channels of several platforms that belong together, by platform. */
function channels(platforms?: readonly string[]): ChatShape['channels'] {
  const several = group(platforms).refine(
    (given) => Object.keys(given).length > 1,
    'channels of two platforms or more',
  );
  return z.array(several, { error: 'a list of channels that belong together' }).default([]) as ChatShape['channels'];
}

/** The sections that depend on which chat platforms there are; with none given, their blocks are not looked into. */
export function chatSections(schemas?: ChatSchemas): ChatShape {
  const platforms = schemas && [...new Set(['console', 'web', ...Object.keys(schemas)])];
  const people = record(s.person, person(platforms), 'a section with people by name').default({});
  const bound = channels(schemas && Object.keys(schemas));
  if (!schemas)
    return {
      people: people as ChatShape['people'],
      chat: z.record(platform, z.unknown()).default({}),
      channels: bound,
      drift: drift(),
      drill: drill(),
    };
  const blocks = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, schema.optional()]));
  return {
    people: people as ChatShape['people'],
    chat: z.strictObject(blocks).prefault({}),
    channels: bound,
    drift: drift(Object.keys(schemas)),
    drill: drill(Object.keys(schemas)),
  };
}
