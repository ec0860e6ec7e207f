import type { Decided } from '../engine/decision.ts';
import type { Plan, Wanted } from '../engine/plan.ts';
import type { CurrentFarm } from '../farm/current-farm.ts';
import type { Farm } from '../farm/farm.ts';
import { Refusal } from './refusal.ts';
import { differences, type SettingsDigest, settingsDigest } from './settings-digest.ts';

/** The farm.yaml in the file is the one that holds. */
export class HoldsAlready extends Refusal {}

/** A farm.yaml that was read and found to be right. */
export interface ReadSettings {
  readonly farm: Farm;
  readonly digest: SettingsDigest;
}

/** The farm.yaml there is in the file, as it would hold. */
export interface Proposal {
  readonly digest: SettingsDigest;
  /** What differs from the one that holds, a line each section. */
  readonly changes: readonly string[];
  /** The one on record; null: none is yet. */
  readonly before: SettingsDigest | null;
}

export interface AgreementParts {
  readonly current: CurrentFarm;
  /** Of the farm.yaml the process was started with. */
  readonly digest: SettingsDigest;
  /** Reads the file, everything in it checked. Throws Error, a line each mistake. */
  readonly reread: () => Promise<ReadSettings>;
  /** What was decided last about farm.yaml. */
  readonly recorded: () => Promise<Decided | undefined>;
  readonly info: (message: string) => void;
  readonly log: (message: string, error?: unknown) => void;
}

/** What the decision is called that says which farm.yaml holds. */
export const settingsKind = 'settings';
export const settingsFile = 'farm.yaml';

/** Lines of what is wrong with a file that are said where it was asked; the log has all. */
const mostLines = 8;

/**
 * Which farm.yaml holds is on record in the journal, by its hash, once one was read anew. Every process of the farm has a file of its own, which it reads again when
 * another is on record. Until its file is that one, it keeps the one it has, and begins nothing.
 */
export class SettingsAgreement {
  readonly #parts: AgreementParts;
  #digest: SettingsDigest;
  #problem: string | undefined;
  /** The run whose decision was looked at last. */
  #seen: number | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: AgreementParts) {
    this.#parts = parts;
    this.#digest = parts.digest;
  }

  /** Why this process begins nothing, as it was when it looked last; undefined: its farm.yaml is the one on record, or none is. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The same, having looked at what is on record now. Throws JournalUnusable. */
  async against(): Promise<string | undefined> {
    await this.follow();
    return this.#problem;
  }

  /** Goes by what is on record. `again`: reads the file anew although it was not the one on record when it was read before. Throws JournalUnusable. */
  follow(again = false): Promise<void> {
    const turn = this.#turn.then(() => this.#follow(again));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** What the file says now. Throws Refusal where it is wrong, where it takes a restart, and where it holds already. */
  async propose(): Promise<Proposal> {
    const { digest } = await this.#read().catch((error: Error) => {
      const lines = error.message.split('\n');
      this.#parts.log(`farm.yaml stays as it was: the file cannot be used: ${error.message}`);
      const more = lines.length > mostLines ? [`and ${lines.length - mostLines} more; farmhand check says all`] : [];
      throw new Refusal(
        'farm.yaml stays as it was, since the file cannot be used:',
        ...lines.slice(0, mostLines),
        ...more,
      );
    });
    await this.follow(true);
    const record = await this.#record();
    if (record?.digest.hash === digest.hash)
      throw new HoldsAlready(
        `Nothing to do: the farm.yaml there is in the file holds already, since run ${record.run}.`,
      );
    return { digest, changes: differences(record?.digest ?? this.#digest, digest), before: record?.digest ?? null };
  }

  async #follow(again: boolean): Promise<void> {
    const record = await this.#record();
    if (!record || record.digest.hash === this.#digest.hash) return this.#set(undefined);
    if (!again && this.#seen === record.run && this.#problem !== undefined) return;
    this.#seen = record.run;
    try {
      const read = await this.#read();
      if (read.digest.hash !== record.digest.hash)
        return this.#set(
          `the farm.yaml here is not the one on record since run ${record.run}: put that one here, or farmhand reload has this one hold`,
        );
      this.#adopt(read, record.run);
    } catch (error) {
      this.#set(
        `the farm.yaml on record since run ${record.run} is not used here: ${(error as Error).message.replaceAll('\n', '; ')}`,
      );
    }
  }

  #adopt({ farm, digest }: ReadSettings, run: number): void {
    const changes = differences(this.#digest, digest);
    this.#digest = digest;
    this.#parts.current.replace(farm);
    this.#parts.info(`farm.yaml read anew (run ${run}): ${changes.join('. ') || 'nothing in it changed'}`);
    this.#set(undefined);
  }

  #set(problem: string | undefined): void {
    if (problem !== undefined && problem !== this.#problem) this.#parts.log(`nothing is begun here: ${problem}`);
    if (problem === undefined && this.#problem !== undefined)
      this.#parts.info('the farm.yaml here is the one on record');
    this.#problem = problem;
  }

  /** Throws Error where what changed is only read when a process starts, too. */
  async #read(): Promise<ReadSettings> {
    const read = await this.#parts.reread();
    const own = this.#parts.current.now.data;
    const { data } = read.farm;
    const fixed = [
      ...(data.folder !== own.folder || data.journal !== own.journal ? ['data'] : []),
      ...(read.digest.parts.plugins !== this.#digest.parts.plugins ? ['plugins'] : []),
    ];
    if (fixed.length > 0)
      throw new Error(`${fixed.join(' and ')} changed, which is read when farmhand starts only: start it anew`);
    return read;
  }

  async #record(): Promise<{ readonly run: number; readonly digest: SettingsDigest } | undefined> {
    const decided = await this.#parts.recorded();
    if (!decided || decided.value === null) return undefined;
    // What a newer version may have put on record is none that this one has.
    const { data = { hash: '', parts: {} } } = settingsDigest.safeParse(decided.value);
    return { run: decided.run, digest: data };
  }
}

/** What is planned to have a farm.yaml hold. `asked`: who asked for it on the machine, in words. */
export function reloading({ digest, changes, before }: Proposal, asked?: string): Wanted {
  const name = digest.hash.slice(0, 12);
  return {
    command: 'reload',
    title: 'read farm.yaml anew',
    subjects: [],
    values: [['hash', name], ...(asked === undefined ? [] : [['asked', asked] as const])],
    notes: changes.length > 0 ? changes : ['none was on record before'],
    locks: [{ key: settingsFile, mode: 'exclusive' }],
    steps: [],
    decisions: [
      {
        kind: settingsKind,
        about: settingsFile,
        title: `the farm.yaml ${name} holds`,
        value: { ...digest },
        before: before && { ...before },
        stays: 'put the farm.yaml of before into its file, and !reload',
      },
    ],
  };
}

/** Whether it decides which farm.yaml holds: what a process may do that has another one. */
export function decidesSettings({ decisions = [] }: Pick<Plan, 'decisions'>): boolean {
  return decisions.some(({ kind }) => kind === settingsKind);
}
