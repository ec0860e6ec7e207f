import type { InboundHandler } from '../../src/bot/adapter.ts';
import { read } from '../../src/engine/events.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { type Host, type Hosts, HostUnreachable, OutcomeUnknown } from '../../src/ssh/host.ts';

/** What is counted of what is written down here. */
export interface Counting {
  /** A step is done: its action, and how many seconds it took. */
  readonly done: (action: string, seconds: number) => void;
  /** A run was asked for, with a ticket or without. */
  readonly asked: (ticket: boolean) => void;
}

/** The same journal, which tells what is written down here. */
export function withEventsCounted(journal: Journal, { done, asked }: Counting): Journal {
  return {
    ...journal,
    append: async (change) => {
      const written = await journal.append(change);
      for (const stored of written) {
        const event = read(stored);
        if (event.type === 'step.verified') done(event.action, event.seconds);
        // What only tells something nobody asked for.
        if (event.type === 'planned' && !event.plan.tells) asked(event.plan.ticket !== undefined);
      }
      return written;
    },
  };
}

/** The same hosts, which call `failed` for each call that failed because there was no connection. */
export function withFailuresCounted(
  hosts: Hosts,
  failed: (host: string, kind: 'unreachable' | 'unknown') => void,
): Hosts {
  const known = new Map<Host, Host>();
  return (name) => {
    const host = hosts(name);
    const counted = known.get(host) ?? countingHost(host, (kind) => failed(host.name, kind));
    known.set(host, counted);
    return counted;
  };
}

function countingHost(host: Host, failed: (kind: 'unreachable' | 'unknown') => void): Host {
  const counted =
    <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      try {
        return await call(...args);
      } catch (error) {
        if (error instanceof HostUnreachable) failed('unreachable');
        if (error instanceof OutcomeUnknown) failed('unknown');
        throw error;
      }
    };
  const { jobs } = host;
  return {
    name: host.name,
    run: counted(host.run),
    batch: counted(host.batch),
    probe: counted(host.probe),
    edit: counted(host.edit),
    settled: counted(host.settled),
    jobs: {
      start: counted(jobs.start),
      state: counted(jobs.state),
      follow: counted(jobs.follow),
      cancel: counted(jobs.cancel),
      ended: counted(jobs.ended),
    },
  };
}

/** The same handler, with a timer started for each command and stopped when it has been answered. */
export function withAnswersTimed(inbound: InboundHandler, start: () => () => void): InboundHandler {
  return {
    message: async (message, ack) => {
      const stop = start();
      await inbound.message(message, ack);
      stop();
    },
    vote: (vote, ack) => inbound.vote(vote, ack),
    ask: (message) => inbound.ask(message),
    open: () => inbound.open(),
  };
}
