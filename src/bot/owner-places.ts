import type { RunView } from '../engine/run.ts';
import type { CommandRuns } from './command.ts';
import type { Ownership } from './ownership.ts';
import { originOf, type RequestOrigin } from './request-origin.ts';

/** Runs looked at for a place of somebody's. */
const recent = 200;

/** Where owners are told of what is theirs, as the journal shows it. */
export class Places {
  readonly #runs: Pick<CommandRuns, 'run' | 'runs'>;

  constructor(runs: Pick<CommandRuns, 'run' | 'runs'>) {
    this.#runs = runs;
  }

  /** Where the VM was asked for, or given to its owner. Throws Error where the journal does not say. */
  async asked({ owner, run, lease }: Ownership): Promise<RequestOrigin> {
    const view = await this.#runs.run(String(run ?? lease?.run));
    const place = placeOf(view, owner);
    if (!place) throw new Error(`where run ${view.run} was asked is not known, so its owner is told nowhere`);
    return place;
  }

  /** In private, where the owner asked for something in private on that network; else where the VM was asked for. */
  async own(own: Ownership): Promise<RequestOrigin> {
    const asked = await this.asked(own);
    if (own.owner === undefined) return asked;
    const isOwn = (one: RequestOrigin, by: string) =>
      one.private && one.platform === asked.platform && by === own.owner;
    return (await this.#newest(isOwn, own.owner)) ?? asked;
  }

  /** Where others read too: where the VM was asked for, or else where anything was asked for last. */
  async public(own: Ownership): Promise<RequestOrigin> {
    const asked = await this.asked(own);
    return asked.private ? ((await this.#newest((one) => !one.private, own.owner)) ?? asked) : asked;
  }

  async #newest(
    fits: (place: RequestOrigin, by: string) => boolean,
    owner: string | undefined,
  ): Promise<RequestOrigin | undefined> {
    for (const { run } of await this.#runs.runs({ limit: recent })) {
      const view = await this.#runs.run(String(run));
      const place = placeOf(view, owner);
      if (place && fits(place, view.by)) return place;
    }
    return undefined;
  }
}

/** Without what is said of the message that asked, which became that run alone; and without its asker, where that is somebody else. */
function placeOf(view: RunView, owner: string | undefined): RequestOrigin | undefined {
  const origin = originOf(view);
  if (!origin) return undefined;
  const { id: _, nick, ...place } = origin;
  return { ...place, ...(nick !== undefined && view.by === owner && { nick }) };
}
