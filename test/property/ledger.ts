import type { RunView } from '../../src/engine/run.ts';
import type { Seen } from './seen.ts';

/** Whose a thing is: a run's, somebody's hands', or the farm's from the beginning. */
type Maker = number | 'hand' | 'base';

/** What was so when a run was planned. */
interface Planned {
  /** Of the instance that had the VM's name; undefined: none had. */
  readonly uuid: string | undefined;
  readonly vm: string;
  /** The run it takes back had stopped before its end, and nobody had settled it. */
  readonly ofUnsettled: boolean;
}

/** Who made what, kept beside farmhand by looking at the host alone; throws when a run does what it may not. */
export class Ledger {
  #before: Seen;
  /** By `instance UUID`, `volume UUID`, or the entry's text. */
  readonly #makers = new Map<string, Maker>();
  /** Who started an instance last. */
  readonly #starters = new Map<string, Maker>();
  /** Instances that ran once. */
  readonly #ran = new Set<string>();
  readonly #planned = new Map<number, Planned>();
  /** Whose was what a run took away, for the undoing that brings it back. */
  readonly #taken = new Map<number, Map<string, Maker>>();
  readonly #attempts = new Map<number, string>();
  readonly #isProtected: (vm: string) => boolean;

  constructor(seen: Seen, isProtected: (vm: string) => boolean) {
    this.#isProtected = isProtected;
    this.#before = seen;
    for (const key of keysOf(seen)) this.#makers.set(key, 'base');
    for (const [uuid, { runs }] of seen.instances) if (runs) this.#starters.set(uuid, 'base');
  }

  byHand(seen: Seen): void {
    const { gone, came } = difference(this.#before, seen);
    for (const key of gone) this.#makers.delete(key);
    for (const key of came) this.#makers.set(key, 'hand');
    for (const [uuid, { runs }] of seen.instances) {
      if (runs && !this.#before.instances.get(uuid)?.runs) this.#ran.add(uuid);
    }
    this.#before = seen;
  }

  /** `views`: all runs, the oldest first. */
  afterRuns(seen: Seen, views: readonly RunView[]): void {
    const worked = views.filter((view) => {
      const now = JSON.stringify(view.steps.map(({ state, attempt, receipt }) => [state, attempt, receipt]));
      const was = this.#attempts.get(view.run);
      this.#attempts.set(view.run, now);
      return was !== undefined && was !== now;
    });
    for (const view of views.filter(({ run }) => !this.#planned.has(run))) this.#plans(view, views);
    const { gone, came } = difference(this.#before, seen);
    const [run, ...others] = worked;
    if (others.length > 0) throw new Error(`runs ${worked.map((one) => one.run).join(', ')} worked at once`);
    if (!run) {
      if (gone.length + came.length > 0) throw new Error(`no run worked, and changed: -${gone} +${came}`);
      return;
    }
    for (const key of gone) this.#takes(run, views, key);
    for (const key of came) this.#brings(run, key);
    for (const [uuid, { runs, name }] of this.#before.instances) {
      if (runs && !seen.instances.get(uuid)?.runs) this.#stops(run, views, uuid, name);
    }
    for (const [uuid, { runs }] of seen.instances) {
      if (runs && !this.#before.instances.get(uuid)?.runs) this.#starts(uuid, run.run);
    }
    this.#before = seen;
  }

  #plans(view: RunView, views: readonly RunView[]): void {
    const vm = view.plan.subjects[0] ?? '';
    const [uuid] = [...this.#before.instances].find(([, { name }]) => name === `${vm}.xivo.vm.farm`) ?? [];
    const undone = views.find(({ run }) => run === view.plan.undoes);
    this.#planned.set(view.run, {
      uuid,
      vm,
      ofUnsettled: undone !== undefined && !undone.settled,
    });
  }

  #takes(view: RunView, views: readonly RunView[], key: string): void {
    const maker = this.#makers.get(key);
    const planned = this.#planned.get(view.run) as Planned;
    const whose = maker === undefined ? 'nobody' : typeof maker === 'number' ? `run ${maker}` : maker;
    const may = this.#mayTake(view, planned, key, maker);
    if (!may) throw new Error(`run ${view.run} (${view.plan.title}) removed what was ${whose}'s: ${key}`);
    this.#taken.set(view.run, (this.#taken.get(view.run) ?? new Map<string, Maker>()).set(key, maker as Maker));
    this.#makers.delete(key);
    const isSnapshot = key.startsWith('volume ') && this.#before.volumes.get(key.slice(7))?.match(/\.source\d*\./);
    if (/^(instance|volume) /.test(key) && !isSnapshot) {
      this.#loses(view, views, key, planned);
      if (this.#isProtected(planned.vm))
        throw new Error(`run ${view.run} removed ${key} of ${planned.vm}, which is protected`);
    }
  }

  #mayTake(view: RunView, planned: Planned, key: string, maker: Maker | undefined): boolean {
    if (maker === view.run) return true;
    if (view.plan.undoes !== undefined) return maker === view.plan.undoes;
    const volume = this.#before.volumes.get(key.slice(7)) ?? '';
    if (view.plan.command.startsWith('purge '))
      return key.startsWith('volume ') && volume.startsWith('bin.') && volume.endsWith(`-${planned.vm}`);
    if (!view.plan.command.startsWith('destroy ')) return false;
    const now = [...this.#before.instances].find(([, { name }]) => name === `${planned.vm}.xivo.vm.farm`)?.[0];
    if (now !== undefined && now !== planned.uuid) return false;
    if (key.startsWith('instance ')) return key === `instance ${planned.uuid}`;
    if (!key.startsWith('volume ')) return this.#before.entries.get(key) === planned.vm;
    const disk = planned.uuid === undefined ? undefined : this.#before.instances.get(planned.uuid)?.volume;
    return volume === disk || [planned.vm, `${planned.vm}-source`].includes(volume);
  }

  /** What is lost for good takes somebody else's approval, but for what nobody can have worked with. */
  #loses(view: RunView, views: readonly RunView[], key: string, { ofUnsettled }: Planned): void {
    const second = view.votes.some(({ person }) => person !== view.by);
    const ran = [...this.#ran].some((uuid) => {
      const undone = views.find(({ run }) => run === view.plan.undoes);
      return undone !== undefined && this.#makersOf(uuid).includes(undone.run);
    });
    if (!second && !(view.plan.undoes !== undefined && ofUnsettled && !ran))
      throw new Error(`run ${view.run} (${view.plan.title}) removed ${key}, and nobody but ${view.by} approved it`);
  }

  readonly #madeBy = new Map<string, Maker>();

  #makersOf(uuid: string): readonly Maker[] {
    const maker = this.#madeBy.get(uuid);
    return maker === undefined ? [] : [maker];
  }

  #brings(view: RunView, key: string): void {
    const before = view.plan.undoes === undefined ? undefined : this.#taken.get(view.plan.undoes)?.get(key);
    this.#makers.set(key, before ?? view.run);
    if (key.startsWith('instance ')) this.#madeBy.set(key.slice(9), view.run);
  }

  #stops(view: RunView, views: readonly RunView[], uuid: string, name: string): void {
    const planned = this.#planned.get(view.run) as Planned;
    const maker = this.#madeBy.get(uuid);
    const starter = this.#starters.get(uuid);
    const { command, undoes } = view.plan;
    const may =
      undoes === undefined
        ? /^(destroy|stop|restart) /.test(command) && uuid === planned.uuid
        : maker === undoes || starter === undoes;
    if (!may)
      throw new Error(
        `run ${view.run} (${view.plan.title}) stopped ${name}, made by ${maker ?? 'base'}, started by ${starter}`,
      );
    const removes = undoes !== undefined || command.startsWith('destroy ');
    if (this.#isProtected(planned.vm) && removes)
      throw new Error(`run ${view.run} (${view.plan.title}) stopped ${name}, which is protected`);
    void views;
  }

  #starts(uuid: string, by: Maker): void {
    this.#starters.set(uuid, by);
    this.#ran.add(uuid);
  }
}

function keysOf({ instances, volumes, entries }: Seen): readonly string[] {
  return [
    ...[...instances.keys()].map((uuid) => `instance ${uuid}`),
    ...[...volumes.keys()].map((uuid) => `volume ${uuid}`),
    ...entries.keys(),
  ];
}

function difference(before: Seen, after: Seen): { readonly gone: readonly string[]; readonly came: readonly string[] } {
  const [was, is] = [keysOf(before), keysOf(after)];
  const [old, now] = [new Set(was), new Set(is)];
  return { gone: was.filter((key) => !now.has(key)), came: is.filter((key) => !old.has(key)) };
}
