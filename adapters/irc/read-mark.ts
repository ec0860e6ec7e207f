import type { Sent } from './in-flight.ts';
import type { Session } from './session.ts';

/** Milliseconds after which the server is asked how far it has read although more is to be said. */
const impatience = 10_000;

/** How far the server has read, where it does not show what it passes on: by a PING, which it answers after all that was written before. */
export class ReadMark {
  /** When the latest PING without an answer was written. */
  #pinged: number | undefined;

  /**
   * Where nothing comes back by itself, asks for an answer to know by that the server has read so far: once for all that can be said
   * now, since what asks is a line of the budget, too. `oldest`: of the lines that are in flight; `more`: more can be written soon.
   */
  ask(session: Session, oldest: Sent | undefined, now: number, more: boolean): void {
    if (session.offers.echo || this.#pinged !== undefined || !oldest) return;
    if (more && now - oldest.at < impatience) return;
    this.#pinged = now;
    session.client.raw(`PING ${mark(now)}`);
  }

  /** Until when what was written has been read, where that PONG answers the PING. */
  answered(pong: string): number | undefined {
    const pinged = this.#pinged;
    if (pinged === undefined || pong !== mark(pinged)) return undefined;
    this.#pinged = undefined;
    return pinged;
  }

  /** The connection is gone, and the answer with it. */
  forget(): void {
    this.#pinged = undefined;
  }
}

function mark(time: number): string {
  return `farmhand-${time}`;
}
