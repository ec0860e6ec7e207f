import type { HostNeeds, Privileged } from '../../src/farm/platform.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { tool } from '../../src/farm/tool.ts';
import { literal } from '../../src/ssh/privileged.ts';
import { digOptions } from './ask.ts';
import { rfc2136Of } from './settings.ts';
import { nsupdateOptions } from './update.ts';

/** What the DNS host must have. */
export function needs(farm: FarmSettings): readonly HostNeeds[] {
  const { host, key } = rfc2136Of(farm);
  const tools = ['nsupdate', 'dig'].map((program) => tool(program, 'bind9-dnsutils'));
  return [{ host, role: 'dns', tools, paths: [{ path: key, is: 'file', setting: 'dns.key' }] }];
}

/** What is run as root there, where the user who logs in cannot read the key: both with that key alone, and dig with that server alone. */
export function privileged(farm: FarmSettings): readonly Privileged[] {
  const { host, address, port, key } = rfc2136Of(farm);
  const dig = [`-k ${key}`, ...digOptions, `@${address}`, `-p ${port}`].map(literal).join(' ');
  const nsupdate = [...nsupdateOptions, `-k ${key}`].map(literal).join(' ');
  return [
    {
      host,
      title: "DNS records, with the zone's key",
      commands: [`/usr/bin/dig ^${dig}( -q [A-Za-z0-9*._-]+ -t [A-Z]+)+$`, `/usr/bin/nsupdate ^${nsupdate}$`],
    },
  ];
}
