import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import type { RunView } from '../../src/engine/run.ts';
import type { Farm } from '../../src/farm/farm.ts';
import type { VmSettings } from '../../src/farm/settings.ts';
import { type Scene, sceneOn } from '../commands/scene.ts';
import { byHand, type Handiwork, handiwork } from './hands.ts';
import { Ledger } from './ledger.ts';
import { type Seen, seenOn } from './seen.ts';

const people = ['you', 'sarah'] as const;
type Who = (typeof people)[number];

/** What makes a plan. */
type Wish =
  | { readonly say: 'clone' | 'destroy' | 'purge' | 'stop' | 'start' | 'restart'; readonly vm: string }
  /** Of the asker's latest run, of a clone counted from the oldest, or of a run counted back from the newest. */
  | { readonly say: 'undo'; readonly of: 'latest' | { readonly clone: number } | { readonly back: number } };

/** One thing that happens. */
export type Move =
  | { readonly do: 'ask'; readonly who: Who; readonly wish: Wish; readonly approved: 'asker' | 'other' | 'later' }
  | { readonly do: 'vote'; readonly who: Who; readonly vote: 'approve' | 'deny' }
  /** Of the newest run it can be said of. */
  | { readonly do: 'settle'; readonly who: Who; readonly how: 'retry' | 'cancel' }
  | { readonly do: 'hand'; readonly work: Handiwork; readonly vm: string }
  | { readonly do: 'protect'; readonly vm: string; readonly yes: boolean }
  | { readonly do: 'break'; readonly tool: number; readonly how: 'fail' | 'fail-after' };

/** Tools that fail when a step uses them. */
const tools: readonly (readonly [string, string])[] = [
  ['lvcreate', '--snapshot'],
  ['lvcreate', '--extents'],
  ['dd', 'conv=nocreat'],
  ['lvremove', ''],
  ['named-checkzone', 'farm /'],
  ['systemctl', 'restart isc-dhcp-server'],
  ['systemctl', 'reload nginx'],
  ['gnt-instance', 'add --submit'],
  ['gnt-instance', 'start --submit'],
  ['gnt-instance', 'stop --submit'],
  ['gnt-instance', 'remove --submit'],
];

const who = fc.constantFrom(...people);
// Mostly one name: it is what they come to each other's things by.
const vm = fc.oneof(
  { weight: 5, arbitrary: fc.constant('gallifrey-dev') },
  { weight: 1, arbitrary: fc.constant('gallifrey-two') },
);
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ say: fc.constant('clone' as const), vm }) },
  { weight: 3, arbitrary: fc.record({ say: fc.constant('destroy' as const), vm }) },
  { weight: 2, arbitrary: fc.record({ say: fc.constant('purge' as const), vm }) },
  {
    weight: 5,
    arbitrary: fc.record({
      say: fc.constant('undo' as const),
      of: fc.oneof(
        fc.constant('latest' as const),
        fc.record({ clone: fc.nat({ max: 1 }) }),
        fc.record({ back: fc.nat({ max: 2 }) }),
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ say: fc.constantFrom('stop' as const, 'start' as const, 'restart' as const), vm }),
  },
);
const broken = fc.record({
  do: fc.constant('break' as const),
  tool: fc.nat({ max: tools.length - 1 }),
  how: fc.constantFrom('fail' as const, 'fail-after' as const),
});
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      who,
      wish,
      approved: fc.constantFrom('other' as const, 'other' as const, 'asker' as const, 'later' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('vote' as const),
      who,
      vote: fc.constantFrom('approve' as const, 'approve' as const, 'deny' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      who,
      how: fc.constantFrom('retry' as const, 'cancel' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hand' as const), work: fc.constantFrom(...handiwork), vm }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('protect' as const), vm, yes: fc.boolean() }) },
  { weight: 3, arbitrary: broken },
);

const asks = (who: Who, wish: Wish): Move => ({ do: 'ask', who, wish, approved: 'other' });

/** What chance alone rarely puts together: one VM in another's place, a hand between a plan and its approval, a run that stops half-way. */
const turn: fc.Arbitrary<readonly Move[]> = fc.oneof(
  fc
    .tuple(who, who, who)
    .map(([one, two, three]): readonly Move[] => [
      asks(one, { say: 'destroy', vm: 'gallifrey-dev' }),
      asks(two, { say: 'clone', vm: 'gallifrey-dev' }),
      asks(three, { say: 'undo', of: { clone: 0 } }),
    ]),
  fc.tuple(who, wish, fc.constantFrom(...handiwork), who).map(([one, wanted, work, two]): readonly Move[] => [
    { do: 'ask', who: one, wish: wanted, approved: 'later' },
    { do: 'hand', work, vm: 'gallifrey-dev' },
    { do: 'vote', who: two, vote: 'approve' },
  ]),
  // Into the bin, and out of it for good or back.
  fc
    .tuple(who, who, who, fc.boolean())
    .map(([one, two, three, back]): readonly Move[] => [
      asks(one, { say: 'destroy', vm: 'gallifrey-dev' }),
      ...(back
        ? [asks(two, { say: 'undo', of: { back: 0 } }), asks(one, { say: 'destroy', vm: 'gallifrey-dev' })]
        : []),
      asks(three, { say: 'purge', vm: 'gallifrey-dev' }),
    ]),
  fc.tuple(broken, who, wish).map(([fault, one, wanted]): readonly Move[] => [fault, asks(one, wanted)]),
);

/** What people, hands and hosts do one after the other, in at most so many moves. */
export function stories(most: number): fc.Arbitrary<readonly Move[]> {
  const moves = fc.oneof({ weight: 3, arbitrary: move.map((one) => [one]) }, { weight: 1, arbitrary: turn });
  return fc.array(moves, { minLength: 1, maxLength: most }).map((parts) => parts.flat().slice(0, most));
}

/** A farm on which one story after another is told, each from the same start: a clone there is, or nothing would be done to it. */
export interface Stage {
  /** Throws when something happens that may not; says what led to it. */
  tell(moves: readonly Move[]): Promise<void>;
  close(): Promise<void>;
}

/** `whole`: with everything a clone can have; else with less, which takes half the time. */
export async function stageOf(whole: boolean): Promise<Stage> {
  const sandbox = await createSandbox({ diskSize: 4 * 2 ** 20, login: 'owner' });
  const [host] = sandbox.hosts;
  const farm = await loadFarm(sandbox.farmFile);
  const base: Farm = {
    ...farm,
    personalise: whole,
    proof: { ...farm.proof, timeout: 1 },
  };
  if (!whole) delete (base.dns as { reverse?: unknown }).reverse;
  const folders = { start: join(sandbox.folder, 'start'), data: join(sandbox.folder, 'data-0') };
  const first = await firstClone(sandbox, { ...base, data: dataIn(folders.data) });
  await promisify(execFile)('cp', ['-a', '--sparse=always', host.folder, folders.start]);
  let told = 0;
  return {
    async tell(moves) {
      told += 1;
      const folder = join(sandbox.folder, `data-${told}`);
      await cp(folders.data, folder, { recursive: true });
      const vms = new Map(base.vms);
      const farm = { ...base, vms, data: dataIn(folder) };
      const scene = await sceneOn(sandbox, farm);
      const teller = new Teller(sandbox, scene, vms, first);
      try {
        for (const one of moves) await teller.move(one);
        await teller.end();
      } catch (error) {
        throw new Error(
          `${error instanceof Error ? (error.stack ?? error.message) : error}\n\n${teller.said.join('\n')}`,
        );
      } finally {
        await scene.farmhand.stop();
        await startAgain(host.folder, folders.start);
        rmSync(folder, { recursive: true, force: true });
      }
    },
    close: () => sandbox.close(),
  };
}

/** The clone every story begins with: how host and journal stood when it was planned, and when it was done. */
type First = readonly { readonly seen: Seen; readonly view: RunView }[];

async function firstClone(sandbox: Sandbox, farm: Farm): Promise<First> {
  const [host] = sandbox.hosts;
  const { farmhand, say } = await sceneOn(sandbox, farm);
  const moments: { readonly seen: Seen; readonly view: RunView }[] = [];
  for (const [text, by] of [
    ['clone gallifrey dev', 'you'],
    ['approve 1', 'sarah'],
  ] as const) {
    const lines = await say(text, by);
    const view = await farmhand.engine.view(1);
    if (!view) throw new Error(`there is no clone to begin with: ${lines.join(' / ')}`);
    moments.push({ seen: seenOn(host.folder), view });
  }
  await farmhand.stop();
  return moments;
}

function dataIn(folder: string): Farm['data'] {
  return { folder, journal: join(folder, 'journal.sqlite') };
}

/** Everything as it was; folders that are watched stay. */
async function startAgain(folder: string, start: string): Promise<void> {
  const script = 'cd "$1" && find etc dev state faults var ! -type d -delete && cp -a --sparse=always "$2/." "$1"';
  await promisify(execFile)('sh', ['-c', script, '-', folder, start]);
}

class Teller {
  readonly said: string[] = [];
  readonly #sandbox: Sandbox;
  readonly #scene: Scene;
  readonly #settings: Map<string, VmSettings>;
  readonly #ledger: Ledger;
  #number = 0;

  constructor(sandbox: Sandbox, scene: Scene, settings: Map<string, VmSettings>, first: First) {
    this.#sandbox = sandbox;
    this.#scene = scene;
    this.#settings = settings;
    const [planned] = first;
    if (!planned) throw new Error('a story begins with a clone');
    this.#ledger = new Ledger(planned.seen, (name) => settings.get(name)?.protected ?? false);
    for (const { seen, view } of first) this.#ledger.afterRuns(seen, [view]);
  }

  async move(move: Move): Promise<void> {
    this.#number += 1;
    switch (move.do) {
      case 'ask': {
        const lines = await this.#say(await this.#words(move.wish), move.who);
        if (lines === undefined || move.approved === 'later') return;
        const waiting = (await this.#scene.farmhand.engine.runs({ limit: 1 }))[0];
        if (waiting?.state !== 'waiting') return;
        const other = people.find((one) => one !== move.who) ?? move.who;
        return void (await this.#say(`approve ${waiting.run}`, move.approved === 'asker' ? move.who : other));
      }
      case 'vote': {
        const [waiting] = await this.#scene.farmhand.engine.runs({ state: 'waiting', limit: 1 });
        if (waiting) await this.#say(`${move.vote} ${waiting.run}`, move.who);
        return;
      }
      case 'settle': {
        const open = await this.#scene.farmhand.engine.runs({ settled: false, limit: 20 });
        const stopped = open.find(({ state }) => state === 'failed' || state === 'cancelled');
        if (stopped) await this.#say(`${move.how} ${stopped.run}`, move.who);
        return;
      }
      case 'hand':
        this.said.push(`by hand: ${move.work} ${move.vm}`);
        await byHand(this.#sandbox.hosts[0], move.work, move.vm, this.#number);
        return this.#ledger.byHand(this.#seen());
      case 'protect': {
        this.said.push(`farm.yaml: ${move.vm} ${move.yes ? 'protected' : 'not protected'}`);
        const own = this.#settings.get(move.vm) ?? { name: move.vm };
        this.#settings.set(move.vm, { ...own, protected: move.yes });
        return;
      }
      case 'break': {
        const [tool, when] = tools[move.tool] as (typeof tools)[number];
        this.said.push(`${tool} ${when} is broken (${move.how})`);
        return this.#sandbox.faults.tool(tool, { kind: move.how }, { times: 1, when });
      }
    }
  }

  /** What still waits or failed is left; nothing may be held then. */
  async end(): Promise<void> {
    const { engine } = this.#scene.farmhand;
    for (const { run } of await engine.runs({ settled: false, limit: 100 })) await this.#say(`cancel ${run}`, 'sarah');
    const open = await engine.runs({ settled: false, limit: 100 });
    if (open.length > 0) throw new Error(`run ${open[0]?.run} is ${open[0]?.state} still, after it was cancelled`);
    const locks = await engine.journal.locks();
    if (locks.length > 0) throw new Error(`run ${locks[0]?.run} holds ${locks[0]?.key}, and every run is settled`);
  }

  async #words(wish: Wish): Promise<string> {
    if (wish.say === 'clone') return `clone gallifrey ${wish.vm.replace('gallifrey-', '')}`;
    if (wish.say !== 'undo') return `${wish.say} ${wish.vm}`;
    if (wish.of === 'latest') return 'undo';
    const heads = await this.#scene.farmhand.engine.runs({ limit: 100 });
    const clones = heads.filter(({ title }) => title.startsWith('clone ')).toReversed();
    const found = 'clone' in wish.of ? (clones[wish.of.clone] ?? clones.at(-1)) : heads[wish.of.back];
    return `undo ${found?.run ?? 1}`;
  }

  async #say(text: string, by: string): Promise<readonly string[]> {
    const { engine } = this.#scene.farmhand;
    this.said.push(`${by}: !${text}`);
    const lines = await this.#scene.say(text, by);
    this.said.push(...lines.map((line) => `    ${line}`));
    const fault = lines.find((line) => line.includes("it is a fault of farmhand's"));
    if (fault) throw new Error(fault);
    const heads = await engine.runs({ limit: 100 });
    const views = (await Promise.all(heads.map(({ run }) => engine.view(run)))).filter((view) => view !== undefined);
    this.#ledger.afterRuns(this.#seen(), views.toReversed());
    for (const view of views.filter(({ settled }) => !settled)) {
      if (view.state === 'queued' || view.state === 'running')
        throw new Error(`run ${view.run} is ${view.state} still`);
      const why = await this.#scene.say(`why ${view.run}`, by);
      if (!why.some((line) => /waits for the approval of|!retry \d+ goes on/.test(line)))
        throw new Error(`run ${view.run} is ${view.state} and does not say what it waits for: ${why.join(' / ')}`);
    }
    const locks = await engine.journal.locks();
    const stray = locks.find(({ run }) => views.find((view) => view.run === run)?.settled !== false);
    if (stray) throw new Error(`run ${stray.run} is settled and holds ${stray.key}`);
    return lines;
  }

  #seen() {
    return seenOn(this.#sandbox.hosts[0].folder);
  }
}
