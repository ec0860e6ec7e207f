import { type Examined, examined } from '../../src/farm/examined.ts';
import { problem } from '../../src/farm/finding.ts';
import { type Part, partOf } from '../../src/farm/read-parts.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { type DhcpdSettings, dhcpdOf } from './settings.ts';

/** Whether the server is well, by the command that each change of it is held to. */
export function examine(farm: FarmSettings): readonly Examined[] {
  const dhcp = dhcpdOf(farm);
  const well = examined({
    parts: { health: healthPart(dhcp) },
    findings: ({ health }) => {
      if ('unknown' in health || health.known === 0) return [];
      const says = `"${dhcp.health.join(' ')}" ends with ${health.known}: by that the DHCP server is not well, and each change of it would be taken back`;
      return [problem(dhcp.host, says, 'dhcp.health in farm.yaml is that command.')];
    },
  });
  return [well];
}

/** How the command ends. */
function healthPart({ host, health }: DhcpdSettings): Part<number> {
  const read = { script: 'as_root "$@" >/dev/null 2>&1', args: health };
  return partOf({ host, read, parse: ({ code }) => code });
}
