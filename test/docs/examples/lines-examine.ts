import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Finding } from '../../../src/farm/finding.ts';
import type { LinesOptions } from './lines-options.ts';

/** Looks for the secret, and tries whether the port can be had. Never throws. */
export async function examine({ port, secret }: LinesOptions): Promise<readonly Finding[]> {
  return [...missing(secret), await listening(port)];
}

function missing(secret: string): readonly Finding[] {
  if (secret !== '') return [];
  const says = 'FARMHAND_LINES_SECRET is not set: nobody can be known';
  return [{ is: 'problem', about: 'lines', says, mend: 'Set it in the environment, or in .env.' }];
}

async function listening(port: number): Promise<Finding> {
  const about = `lines, port ${port}`;
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return { is: 'ok', about, says: 'is free' };
  } catch (error) {
    const mend = 'Name another in chat.lines.port, or stop what has it, unless that is farmhand.';
    return { is: 'problem', about, says: `cannot be had: ${(error as Error).message}`, mend };
  } finally {
    server.close();
  }
}
