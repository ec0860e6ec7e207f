import type { ShorewallSettings } from '../../platforms/shorewall/settings.ts';
import type { FirewallSettings } from '../../src/farm/settings.ts';

/** A firewall whose dead man's switch waits long enough for a machine that is busy with other tests. */
export function patient(firewall: FirewallSettings): ShorewallSettings {
  return { ...(firewall as ShorewallSettings), deadMan: 60 };
}
