import { isDeepStrictEqual } from 'node:util';
import type { Host, Hosts } from './host.ts';
import { Keeper } from './keeper.ts';
import { checkSettings, type HostSettings } from './settings.ts';
import { sshHost } from './ssh-host.ts';

/** The hosts of a farm over SSH. */
interface ConnectedHosts {
  readonly host: Hosts;
  /**
   * Has other hosts from now on. One that is reached as before, the hosts before it among that, keeps its connections; those of the others, and of those that
   * are gone, are closed as soon as nothing uses them. Throws TypeError, and changes nothing, when the settings make no sense.
   */
  replace(all: readonly HostSettings[]): void;
  /** Closes every connection. What runs on the hosts goes on. */
  close(): Promise<void>;
}

/** A host, and what it was made of. */
interface Reached {
  readonly host: Host;
  readonly keeper: Keeper;
  /** How it is reached: its own settings first, then those of the hosts before it. */
  readonly way: readonly [HostSettings, ...HostSettings[]];
}

/**
 * The hosts of a farm over SSH. Nothing is opened before it is needed.
 * @throws TypeError when the settings make no sense.
 */
export function createHosts(all: readonly HostSettings[]): ConnectedHosts {
  let reached: ReadonlyMap<string, Reached> = reachable(all, new Map());
  /** Those that are in use no more, but may still be at work; those behind a jump first. */
  const retired: Keeper[] = [];
  return {
    host: (name) => {
      const found = reached.get(name);
      if (found === undefined)
        throw new Error(`there is no host ${name}; the farm has ${[...reached.keys()].join(', ')}`);
      return found.host;
    },
    replace: (others) => {
      const before = reached;
      reached = reachable(others, before);
      const gone = [...before].filter(([name, { keeper }]) => reached.get(name)?.keeper !== keeper);
      for (const { keeper } of farthest(gone.map(([, one]) => one))) {
        keeper.retire();
        retired.push(keeper);
      }
    },
    close: async () => {
      // Those behind a jump first: they end in good order.
      for (const keeper of [...retired, ...farthest([...reached.values()]).map(({ keeper }) => keeper)])
        await keeper.close();
    },
  };
}

/** Each of the hosts, as it is where it is reached as before. Throws TypeError. */
function reachable(all: readonly HostSettings[], before: ReadonlyMap<string, Reached>): ReadonlyMap<string, Reached> {
  checkSettings(all);
  const reached = new Map<string, Reached>();
  const reach = (settings: HostSettings): Reached => {
    const known = reached.get(settings.name);
    if (known) return known;
    const jump = all.find(({ name }) => name === settings.jump);
    const nearer = jump && reach(jump);
    const way = [settings, ...jumpsOf(all, settings)] as const;
    const same = before.get(settings.name);
    const one = same && isDeepStrictEqual(same.way, way) ? same : connected(way, nearer);
    reached.set(settings.name, one);
    return one;
  };
  for (const settings of all) reach(settings);
  return reached;
}

function connected([settings, ...jumps]: Reached['way'], nearer: Reached | undefined): Reached {
  const keeper = new Keeper(settings, nearer?.keeper);
  return { keeper, way: [settings, ...jumps], host: sshHost(settings, keeper, jumps) };
}

function farthest(hosts: readonly Reached[]): readonly Reached[] {
  return hosts.toSorted((a, b) => b.way.length - a.way.length);
}

/** The hosts one is reached through, the nearest to farmhand first. */
export function jumpsOf(all: readonly HostSettings[], settings: HostSettings): readonly HostSettings[] {
  const jump = all.find(({ name }) => name === settings.jump);
  return jump === undefined ? [] : [...jumpsOf(all, jump), jump];
}
