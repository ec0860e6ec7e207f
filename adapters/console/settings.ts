import * as z from 'zod';

/** There is nothing to set for a terminal, so farm.yaml has no block for it. */
export const settings = z.strictObject({});

export type ConsoleSettings = z.output<typeof settings>;
