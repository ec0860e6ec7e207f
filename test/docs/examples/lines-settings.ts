import * as z from 'zod';

/** The `lines` part of farm.yaml. */
export const settings = z.strictObject({
  port: z
    .int({ error: 'a port from 1 to 65535' })
    .min(1)
    .max(65_535)
    .describe('On loopback; anybody on the machine gets in'),
});

export type LinesSettings = z.output<typeof settings>;
