import type { HostNeeds, Privileged, SetCommand } from '../../src/farm/platform.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { tool } from '../../src/farm/tool.ts';
import { privilegedCommand, privilegedForFiles } from '../../src/ssh/privileged.ts';
import { mostOfLog } from './requests.ts';
import { nginxOf } from './settings.ts';

const site = '[a-z0-9.-]+';

/** nginx, and its two folders of sites. */
export function needs(farm: FarmSettings): readonly HostNeeds[] {
  const proxy = nginxOf(farm);
  if (!proxy) return [];
  return [
    {
      role: 'proxy',
      host: proxy.host,
      tools: [tool('nginx')],
      paths: [
        { path: proxy.available, is: 'folder', setting: 'proxy.available' },
        { path: proxy.enabled, is: 'folder', setting: 'proxy.enabled' },
      ],
    },
  ];
}

/** To edit sites and their links, to check and show the whole configuration, to have it read again, and to read the ends of its logs. */
export function privileged(farm: FarmSettings): readonly Privileged[] {
  const proxy = nginxOf(farm);
  if (!proxy) return [];
  return [
    {
      host: proxy.host,
      title: 'proxy',
      commands: [
        ...privilegedForFiles(proxy.available, site),
        ...privilegedForFiles(proxy.enabled, site),
        '/usr/sbin/nginx ^-[tT]$',
        `/usr/bin/tail ^-c ${mostOfLog} -- /var/log/nginx/[A-Za-z0-9_.-]+$`,
        privilegedCommand(proxy.reload),
      ],
    },
  ];
}

/** How nginx is made to read its sites again. */
export function commands(farm: FarmSettings): readonly SetCommand[] {
  const proxy = nginxOf(farm);
  return proxy ? [{ host: proxy.host, words: proxy.reload, setting: 'proxy.reload' }] : [];
}
