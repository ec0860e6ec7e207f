import { dirname } from 'node:path/posix';
import type { HostNeeds, Privileged } from '../../src/farm/platform.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { tool } from '../../src/farm/tool.ts';
import { literal, privilegedForFile } from '../../src/ssh/privileged.ts';
import { type ShorewallSettings, shorewallOf } from './settings.ts';

/** Shorewall, and its two files that are edited. */
export function needs(farm: FarmSettings): readonly HostNeeds[] {
  const firewall = shorewallOf(farm);
  if (!firewall) return [];
  return [
    {
      role: 'firewall',
      host: firewall.host,
      tools: [
        tool('shorewall'),
        tool('iptables'),
        ...(firewall.rules6 === undefined ? [] : [tool('shorewall6'), tool('ip6tables', 'iptables')]),
      ],
      paths: [
        { path: firewall.rules, is: 'file', setting: 'firewall.rules' },
        { path: firewall.params, is: 'file', setting: 'firewall.params' },
        ...(firewall.rules6 === undefined
          ? []
          : [{ path: firewall.rules6, is: 'file', setting: 'firewall.rules6' } as const]),
        ...(firewall.params6 === undefined
          ? []
          : [{ path: firewall.params6, is: 'file', setting: 'firewall.params6' } as const]),
      ],
    },
  ];
}

/** To edit rules and params, to check a copy of the configuration with them, and to switch to it and back. */
export function privileged(farm: FarmSettings): readonly Privileged[] {
  const firewall = shorewallOf(farm);
  if (!firewall) return [];
  const folder = literal(firewall.folder);
  return [
    {
      host: firewall.host,
      title: 'firewall',
      commands: [
        ...privilegedForFile(firewall.rules),
        ...privilegedForFile(firewall.params),
        '/usr/sbin/iptables ^-w -t nat -S$',
        '/usr/sbin/shorewall ^(status|start|reload|clear|(save|restore) farmhand)$',
        '/usr/sbin/shorewall ^check /tmp/tmp\\.[A-Za-z0-9]+$',
        `/usr/bin/cp ^-- ${folder}/[A-Za-z.]*(shorewall\\.conf|rules|params)(\\.farmhand)? /tmp/tmp\\.[A-Za-z0-9]+/(rules|params)?$`,
        ...privileged6(firewall),
      ],
    },
    {
      host: firewall.host,
      title: 'open connections, by either of these',
      commands: ['/usr/sbin/conntrack ^-L -f ipv[46] -r [0-9a-f.:]+$', '/usr/bin/cat ^/proc/net/nf_conntrack$'],
      optional: true,
    },
  ];
}

/** The same of Shorewall6, whose params are edited only where farm.yaml names them. */
function privileged6({ rules6: rules, params6: params }: ShorewallSettings): readonly string[] {
  if (rules === undefined) return [];
  const files = params === undefined ? 'rules' : 'rules|params';
  return [
    ...privilegedForFile(rules),
    ...(params === undefined ? [] : privilegedForFile(params)),
    '/usr/sbin/ip6tables ^-w -S$',
    '/usr/sbin/shorewall6 ^(status|start|reload|clear|(save|restore) farmhand)$',
    '/usr/sbin/shorewall6 ^check /tmp/tmp\\.[A-Za-z0-9]+$',
    `/usr/bin/cp ^-- ${literal(dirname(rules))}/[A-Za-z.]*(shorewall6\\.conf|${files})(\\.farmhand)? /tmp/tmp\\.[A-Za-z0-9]+/(${files})?$`,
  ];
}
