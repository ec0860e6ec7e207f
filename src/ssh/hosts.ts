import type { Host, Hosts } from './host.ts';
import { Keeper } from './keeper.ts';
import { checkSettings, type HostSettings } from './settings.ts';
import { sshHost } from './ssh-host.ts';

/**
 * The hosts of a farm over SSH. Nothing is opened before it is needed.
 * @throws TypeError when the settings make no sense.
 */
export function createHosts(all: readonly HostSettings[]): { readonly host: Hosts; close(): Promise<void> } {
  checkSettings(all);
  const keepers = new Map<string, Keeper>();
  const keeper = (settings: HostSettings): Keeper => {
    const held = keepers.get(settings.name);
    if (held !== undefined) return held;
    const jump = all.find(({ name }) => name === settings.jump);
    const made = new Keeper(settings, jump && keeper(jump));
    keepers.set(settings.name, made);
    return made;
  };
  const hosts = new Map<string, Host>(
    all.map((settings) => [settings.name, sshHost(settings, keeper(settings), jumpsOf(all, settings))]),
  );
  return {
    host: (name) => {
      const found = hosts.get(name);
      if (found === undefined)
        throw new Error(`there is no host ${name}; the farm has ${[...hosts.keys()].join(', ')}`);
      return found;
    },
    close: async () => {
      // Those behind a jump first: they end in good order.
      for (const settings of [...all].sort((a, b) => jumpsOf(all, b).length - jumpsOf(all, a).length))
        await keeper(settings).close();
    },
  };
}

/** The hosts one is reached through, the nearest to farmhand first. */
export function jumpsOf(all: readonly HostSettings[], settings: HostSettings): readonly HostSettings[] {
  const jump = all.find(({ name }) => name === settings.jump);
  return jump === undefined ? [] : [...jumpsOf(all, jump), jump];
}
