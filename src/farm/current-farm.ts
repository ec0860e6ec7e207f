import type { Farm } from './farm.ts';

/**
 * The farm by the farm.yaml that holds just now. Whoever is given `live` sees the new one as soon as there is one, in whatever they look up in it then; who needs
 * everything of one farm.yaml, for an answer or a plan, takes `{ ...live }`, which stays as it is.
 */
export class CurrentFarm {
  #now: Farm;
  readonly #watchers = new Set<(now: Farm, before: Farm) => void>();
  /** Each member is that of the farm of the moment. */
  readonly live: Farm;

  constructor(farm: Farm) {
    this.#now = farm;
    this.live = new Proxy({} as Farm, {
      get: (_, name) => Reflect.get(this.#now, name),
      has: (_, name) => Reflect.has(this.#now, name),
      ownKeys: () => Reflect.ownKeys(this.#now),
      getOwnPropertyDescriptor: (_, name) => {
        const own = Reflect.getOwnPropertyDescriptor(this.#now, name);
        // A proxy may only tell of what its target does not have as something that can go again.
        return own && { ...own, configurable: true };
      },
      set: () => false,
      defineProperty: () => false,
      deleteProperty: () => false,
    });
  }

  get now(): Farm {
    return this.#now;
  }

  /** Has another farm hold, and says so to whoever watches, in the order in which they began to. */
  replace(farm: Farm): void {
    const before = this.#now;
    this.#now = farm;
    for (const changed of this.#watchers) changed(farm, before);
  }

  /** Calls `changed` after each replacement. Returns what stops it. */
  watch(changed: (now: Farm, before: Farm) => void): () => void {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  }
}
