import type { Engine } from '../engine/engine.ts';
import { type RunEvent, read } from '../engine/events.ts';
import type { Incoming } from './incoming.ts';
import { messageKey, originOf } from './request-origin.ts';

/** Newest runs among which the run of a message is looked for that was received before a restart. */
const recent = 100;

/** The run that this message became, or about which it decided, already; so that the message is not acted on a second time. */
export async function runOfMessage(
  engine: Pick<Engine, 'runs' | 'journal'>,
  message: Incoming,
): Promise<number | undefined> {
  const key = messageKey(message);
  if (key === undefined) return undefined;
  const heads = [...(await engine.runs({ limit: recent })), ...(await engine.runs({ settled: false, limit: 1000 }))];
  for (const run of new Set(heads.map((head) => head.run))) {
    const events = await engine.journal.events(run);
    if (events.some((event) => messageOf(read(event)) === key)) return run;
  }
  return undefined;
}

/** The message that asked for what an event says; undefined where none did. */
function messageOf(event: RunEvent): string | undefined {
  if (event.type === 'planned') {
    const asked = originOf(event);
    return asked?.id === undefined ? undefined : messageKey({ where: asked, id: asked.id });
  }
  return event.type === 'posted' || !('message' in event) ? undefined : event.message;
}
