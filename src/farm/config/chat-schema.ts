import * as z from 'zod';
import type { DriftSettings } from '../drift-settings.ts';
import type { DrillSettings } from '../drill-settings.ts';
import { byNetwork, byPlatform, type OfKind, oneOrSeveral } from './networks.ts';
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

/** The kinds of chat platforms there are; undefined: any, each of one network or of several. */
type Kinds = readonly { readonly kind: string; readonly several: boolean }[] | undefined;

/** A text of a kind: of its only network, or of each by its name. */
function ofKind(text: z.ZodType<string>, several: boolean): z.ZodType<OfKind> {
  return several ? z.union([text, byNetwork(text)]) : text;
}

/** A person: roles, and an identity on each platform. */
function person(kinds: Kinds) {
  const shape = {
    roles: roles.default([]).describe('What they may do is said by policy'),
    quota: quota.optional().describe('How much the VMs of this person may have together'),
  };
  if (!kinds) return z.object(shape).catchall(ofKind(s.identity, true));
  const own = Object.fromEntries(kinds.map(({ kind, several }) => [kind, ofKind(s.identity, several).optional()]));
  return z.strictObject({ ...shape, ...own });
}

/** What a kind of chat platforms has in farm.yaml, from its adapter. */
interface ChatSchema {
  /** The schema of the block of one network. */
  readonly settings: z.ZodType;
  /** farm.yaml may name several networks of the kind, each with a block of its own. */
  readonly several?: boolean;
}

/** By the kind's name. */
export type ChatSchemas = Readonly<Record<string, ChatSchema>>;

export interface ChatShape {
  readonly people: z.ZodType<Record<string, PersonSection>>;
  readonly chat: z.ZodType<Record<string, unknown>>;
  readonly channels: z.ZodType<readonly Group[]>;
  readonly drift: z.ZodType<(Omit<DriftSettings, 'tell'> & { readonly tell: Group }) | undefined>;
  readonly drill: z.ZodType<(Omit<DrillSettings, 'tell'> & { readonly tell: Group }) | undefined>;
}

/** Channels by kind: one of each platform. */
type Group = Readonly<Record<string, OfKind>>;

function group(kinds: Kinds): z.ZodType<Group> {
  return kinds
    ? z.strictObject(
        Object.fromEntries(kinds.map(({ kind, several }) => [kind, ofKind(s.channel, several).optional()])),
      )
    : z.record(platform, ofKind(s.channel, true));
}

/** How many channels that are. */
function size(given: Group): number {
  return Object.keys(byPlatform(given)).length;
}

/** The daily look at what is not as runs left it. */
function drift(kinds: Kinds): ChatShape['drift'] {
  const some = group(kinds).refine((given) => size(given) > 0, 'a channel of a platform or more');
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
function drill(kinds: Kinds): ChatShape['drill'] {
  const one = group(kinds).refine((given) => size(given) === 1, {
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
function channels(kinds: Kinds): ChatShape['channels'] {
  const several = group(kinds).refine((given) => size(given) > 1, 'channels of two platforms or more');
  return z.array(several, { error: 'a list of channels that belong together' }).default([]) as ChatShape['channels'];
}

/** The sections that depend on which chat platforms there are; with none given, their blocks are not looked into. */
export function chatSections(schemas?: ChatSchemas): ChatShape {
  const kinds: Kinds = schemas && Object.entries(schemas).map(([kind, { several = false }]) => ({ kind, several }));
  const alone = ['console', 'web'].map((kind) => ({ kind, several: false }));
  const people = record(s.person, person(kinds && [...alone, ...kinds]), 'a section with people by name').default({});
  const chat = schemas
    ? z
        .strictObject(
          Object.fromEntries(
            Object.entries(schemas).map(([kind, { settings, several }]) => [
              kind,
              (several ? oneOrSeveral(settings) : settings).optional(),
            ]),
          ),
        )
        .prefault({})
    : z.record(platform, z.unknown()).default({});
  return {
    people: people as ChatShape['people'],
    chat,
    channels: channels(kinds),
    drift: drift(kinds),
    drill: drill(kinds),
  };
}
