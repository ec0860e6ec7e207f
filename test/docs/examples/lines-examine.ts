import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Finding } from '../../../src/farm/finding.ts';
import type { LinesOptions } from './lines-options.ts';

/** Tries whether the port can be had. Never throws. */
export async function examine({ port }: LinesOptions): Promise<readonly Finding[]> {
  const about = `lines, port ${port}`;
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return [{ is: 'ok', about, says: 'is free' }];
  } catch (error) {
    const mend = 'Name another in chat.lines.port, or stop what has it.';
    return [{ is: 'problem', about, says: `cannot be had: ${(error as Error).message}`, mend }];
  } finally {
    server.close();
  }
}
