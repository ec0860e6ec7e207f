import * as z from 'zod';
import { action, type Fact } from '../../src/engine/action.ts';
import { instanceArgs, monitor } from './args.ts';
import { type GanetiInstance, instancesFact, runs } from './instances.ts';
import { runGanetiJob } from './job.ts';
import { balloonFact } from './monitor.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** Seconds the guest has to shut down by itself before it is cut off; Ganeti's own default. */
  timeout: z.int().positive().default(120),
  monitor: monitor.optional(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly instance: GanetiInstance | null;
  /** Bytes its balloon leaves it; null: not known. */
  readonly balloon: number | null;
};

type Receipt = { readonly balloon: number | null };

/** Shuts an instance down, gnt-instance(8). */
export const stop = action<Args, Seen>({
  name: 'ganeti.stop',
  risk: 'disruptive',
  args: Args,
  title: ({ instance }) => `stop ${instance}`,
  facts: ({ host, instance, monitor }) => [
    instancesFact(host),
    ...(monitor ? [balloonIfAny(balloonFact(monitor.host, monitor.monitors, instance))] : []),
  ],
  see: (args, [instances, balloon = null]) => ({
    instance: (instances as readonly GanetiInstance[]).find(({ name }) => name === args.instance) ?? null,
    balloon: balloon as number | null,
  }),
  judge: (args, { instance }) => {
    if (!instance) return { is: 'done', why: `Ganeti has no instance ${args.instance}` };
    if (['ADMIN_down', 'ADMIN_offline'].includes(instance.status))
      return { is: 'done', why: `${args.instance} is down` };
    const command = `gnt-instance stop --timeout=${args.timeout} ${args.instance}`;
    return { is: 'todo', effect: { commands: [command] } };
  },
  apply: ({ host, instance, timeout }, _seen, applying) =>
    runGanetiJob(applying, host, 'stop', [`--timeout=${timeout}`, instance]),
  receipt: (_args, before, after): Receipt | null =>
    before.instance && runs(before.instance) && after.instance && !runs(after.instance)
      ? { balloon: before.balloon !== null && before.balloon < before.instance.memory ? before.balloon : null }
      : null,
  sets: ({ instance }) => `power of ${instance}`,
  undo: ({ timeout: _, ...args }, receipt) => {
    const { instance, monitor } = args;
    const { balloon } = receipt as Receipt;
    const again = { action: 'ganeti.start', args };
    if (!monitor || balloon === null) return { by: [again] };
    return { by: [again, { action: 'balloon.set', args: { ...monitor, instance, bytes: balloon, starting: true } }] };
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
