import type { Result, Script } from '../ssh/host.ts';
import { keyOf, type ReadingHosts } from './look.ts';

/** The same hosts, each read made once as long as these are used: for one plan, of which the command and all its steps see the same farm. */
export function onceRead(hosts: ReadingHosts): ReadingHosts {
  const known = new Map<string, Promise<Result>>();
  return (name) => ({
    batch: async (scripts, options) => {
      const keys = scripts.map((script) => keyOf(name, script));
      const fresh = new Map<string, Script>();
      scripts.forEach((script, index) => {
        const key = keys[index] as string;
        if (!known.has(key)) fresh.set(key, script);
      });
      if (fresh.size > 0) {
        const asked = hosts(name).batch([...fresh.values()], options);
        [...fresh.keys()].forEach((key, index) => {
          const one = asked.then((results) => results[index] as Result);
          known.set(key, one);
          // Who asks for it hears of it; whoever asks later asks anew.
          one.catch(() => known.delete(key));
        });
      }
      return Promise.all(keys.map((key) => known.get(key) as Promise<Result>));
    },
  });
}
