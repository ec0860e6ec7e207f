import { binned, busyFarm, createSandbox, type Sandbox, sandboxFarms } from '../../platforms/sandboxes.ts';
import { vms } from './vms.ts';
import { disksInBin, type Week } from './week.ts';

/** How fast things go: slow enough to watch, or as fast as they can. */
export interface Pace {
  /** MiB a second at which disks are copied; left out: as fast as this machine can. */
  readonly rate?: number;
  /** Seconds that a package takes to build on mondas. */
  readonly packageSeconds: number;
}

/** A disk takes five seconds, a build three quarters of a minute. */
export const toWatch = { rate: 12, packageSeconds: 15 } as const satisfies Pace;

/** The weeks there are recordings of, by the farm they were recorded on. */
const weeks: Readonly<Record<string, () => Promise<{ readonly default: unknown }>>> = {
  seed: () => import('./week-seed.json', { with: { type: 'json' } }),
  modern: () => import('./week-modern.json', { with: { type: 'json' } }),
};

/** A sandbox with a dozen VMs, and the week that was on it, where one was recorded. Whoever asks for it closes it. */
export async function demoFarm(
  name: string,
  { rate, packageSeconds }: Pace,
): Promise<{ readonly sandbox: Sandbox; readonly week?: Week }> {
  const week = (await weeks[name]?.())?.default as Week | undefined;
  const sandbox = await createSandbox({ ...(rate !== undefined && { rate }), vms: [...vms, ...(week?.made ?? [])] }, [
    ...busyFarm(sandboxFarms[name] ?? [], packageSeconds),
    { files: () => week?.files ?? {} },
    ...(week ? [binned(disksInBin(week))] : []),
  ]);
  return { sandbox, ...(week && { week }) };
}

/** The runs that are under way when the demo begins. */
export function underWay({ episodes }: Week): readonly number[] {
  return episodes.filter(({ daysAgo }) => daysAgo === 0).map(({ writes: [first] }) => first?.run ?? 0);
}
