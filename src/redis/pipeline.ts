import type { Redis } from 'ioredis';

/** A command and its words. */
export type Command = readonly [name: string, ...words: (string | number)[]];

/** As ioredis wants it, which calls its methods. */
function called([name, ...words]: Command): (string | number)[] {
  return [name.toLowerCase(), ...words];
}

/** The replies to commands that are sent together and done in this order. Throws the first failure. */
export async function pipeline(redis: Redis, commands: readonly Command[]): Promise<readonly unknown[]> {
  if (commands.length === 0) return [];
  const replies = (await redis.pipeline(commands.map(called)).exec()) ?? [];
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}

/** The replies to commands that are done as one (MULTI), nobody else's between them. Throws the first failure. */
export async function transaction(redis: Redis, commands: readonly Command[]): Promise<readonly unknown[]> {
  const replies = (await redis.multi(commands.map(called)).exec()) ?? [];
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
