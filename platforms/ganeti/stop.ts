import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import type { Fact } from '../../src/engine/facts.ts';
import { instanceArgs, monitor } from './args.ts';
import { memoryOf } from './balloon.ts';
import { powerOf } from './identity.ts';
import { instancesFact, runs } from './instances.ts';
import { runGanetiJob } from './job.ts';
import { balloonFact } from './monitor.ts';
import { movedAway } from './moved.ts';
import type { GanetiInstance } from './rows.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** Seconds the guest has to shut down by itself before it is cut off; Ganeti's own default. */
  timeout: z.int().positive().default(120),
  monitor: monitor.optional(),
  /** The same plan brings the instance to another node: an undo brings it back before it starts it. */
  leaving: z.literal(true).optional(),
});

type Seen = {
  readonly instance: GanetiInstance | null;
  /** Bytes its balloon leaves it; null: not known. */
  readonly balloon: number | null;
};

/** Shuts an instance down, gnt-instance(8). */
export const stop = action({
  name: 'ganeti.stop',
  risk: 'disruptive',
  args: Args,
  title: ({ instance }) => `stop ${instance}`,
  facts: ({ host, instance, monitor }) => ({
    instances: instancesFact(host),
    balloon: monitor && balloonIfAny(balloonFact(monitor.host, monitor.monitors, instance)),
  }),
  see: (args, { instances, balloon = null }): Seen => {
    const instance = instances.find(({ name }) => name === args.instance) ?? null;
    const moved = movedAway(args.instance, args.monitor?.node, instance) !== undefined;
    return { instance, balloon: moved ? null : balloon };
  },
  judge: (args, { instance }) => {
    if (!instance) return { is: 'done', why: `Ganeti has no instance ${args.instance}` };
    if (['ADMIN_down', 'ADMIN_offline'].includes(instance.status))
      return { is: 'done', why: `${args.instance} is down` };
    const command = `gnt-instance stop --timeout=${args.timeout} ${args.instance}`;
    return { is: 'todo', effect: { commands: [command] } };
  },
  apply: ({ host, instance, timeout }, _seen, applying) =>
    runGanetiJob(applying, host, 'stop', [`--timeout=${timeout}`, instance]),
  receipt: {
    // Without it in journals of versions that did not know of balloons.
    schema: z.object({ balloon: z.number().nullable().default(null) }),
    of: (_args, before, after) =>
      before.instance && runs(before.instance) && after.instance && !runs(after.instance)
        ? { balloon: before.balloon !== null && before.balloon < before.instance.memory ? before.balloon : null }
        : null,
  },
  sets: powerOf,
  lasting: {
    name: powerOf,
    ends: (args) => [memoryOf(args)],
    again: ({ leaving: _, ...args }) => args,
    now: (_args, { instance }) => (instance && runs(instance) ? 'it runs' : undefined),
  },
  undo: ({ timeout: _, leaving, ...args }, { balloon }) => {
    const { instance, monitor } = args;
    const again = { action: 'ganeti.start', args };
    if (!monitor || balloon === null) return { by: [again] };
    const { node, ...asked } = monitor;
    const placed = node !== undefined && { placed: { host: args.host, node } };
    const set = {
      ...asked,
      ...placed,
      instance,
      bytes: balloon,
      starting: true,
      ...(leaving && { arriving: leaving }),
    };
    return { by: [again, { action: 'balloon.set', args: set }] };
  },
});

/** A monitor that does not tell keeps nobody from stopping the machine. */
function balloonIfAny(fact: Fact<number | null>): Fact<number | null> {
  return {
    ...fact,
    parse: (result) => {
      try {
        return fact.parse(result);
      } catch {
        return null;
      }
    },
  };
}
