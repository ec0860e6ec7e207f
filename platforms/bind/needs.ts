import type { HostNeeds, Privileged, SetCommand } from '../../src/farm/platform.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { tool } from '../../src/farm/tool.ts';
import { privilegedCommand, privilegedForFile } from '../../src/ssh/privileged.ts';
import { bindOf } from './settings.ts';

/** What checks and asks for zones, and the zones' files. */
export function needs(farm: FarmSettings): readonly HostNeeds[] {
  const dns = bindOf(farm);
  const reverse = (['reverse', 'reverse6'] as const).flatMap((which) => {
    const path = dns[which]?.file;
    return path === undefined ? [] : [{ path, is: 'file', setting: `dns.${which}.file` } as const];
  });
  return [
    {
      role: 'dns',
      host: dns.host,
      tools: [tool('named-checkzone', 'bind9-utils'), tool('dig', 'bind9-dnsutils')],
      paths: [{ path: dns.forward.file, is: 'file', setting: 'dns.forward.file' }, ...reverse],
    },
  ];
}

/** To edit the zones, and to see how named has them. */
export function privileged(farm: FarmSettings): readonly Privileged[] {
  const dns = bindOf(farm);
  const zones = [dns.forward, dns.reverse, dns.reverse6].flatMap((zone) => zone?.file ?? []);
  return [
    {
      host: dns.host,
      title: 'DNS, and what named says of its zones',
      commands: [
        ...zones.flatMap(privilegedForFile),
        privilegedCommand(dns.reload),
        '/usr/bin/named-checkconf ^-px$',
        '/usr/sbin/rndc ^(-c [^ ]+ )?zonestatus [a-z0-9.-]+$',
      ],
    },
  ];
}

/** How named is made to read its zones again. */
export function commands(farm: FarmSettings): readonly SetCommand[] {
  const dns = bindOf(farm);
  return [{ host: dns.host, words: dns.reload, setting: 'dns.reload' }];
}
