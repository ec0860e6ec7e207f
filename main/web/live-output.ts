import type { ServerResponse } from 'node:http';
import { pause } from '../../src/time/sleep.ts';

export interface OutputParts {
  /** The markup of the output as it is now, and whether no more comes; undefined: there is none. */
  read(): Promise<{ readonly text: string; readonly isOver: boolean } | undefined>;
  /** Whether who looks may see it still. */
  readonly may: () => boolean;
  /** Milliseconds between two looks at the host. */
  readonly every: number;
}

/** Sends what a step prints whenever it has changed, until it is over, or nobody looks. Throws what reading throws. */
export async function followOutput(response: ServerResponse, { read, may, every }: OutputParts): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  let sent = '';
  // Who left before it was listened for says so no more.
  while (!left.signal.aborted && !response.destroyed && may()) {
    const output = await read();
    if (!output) break;
    if (output.text !== sent) response.write(`data: ${JSON.stringify({ part: 'output', text: output.text })}\n\n`);
    sent = output.text;
    if (output.isOver) break;
    await pause(every, left.signal);
  }
  response.end();
}
