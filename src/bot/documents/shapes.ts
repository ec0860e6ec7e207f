import * as z from 'zod';

/** A list that nobody changes. */
export const list = <Of extends z.ZodType>(of: Of) => z.array(of).readonly();

/** A time: RFC 3339, in UTC. */
export const time = z.iso.datetime().describe('RFC 3339, in UTC');

/** A size. */
export const bytes = z.number().int().nonnegative().describe('Bytes');

/** The number of a run. */
export const runNumber = z.number().int().positive().describe('The number of a run');

/** What could not be read. */
export const unknown = list(z.string()).describe(
  'What could not be read, and why, in words; what it would say is missing',
);

/** A text for people, of which no program should make anything. */
export const words = z.string().describe('In words, for people');
