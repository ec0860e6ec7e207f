import { join } from 'node:path';
import type { SandboxPart } from '../../../src/sandbox/part.ts';
import type { SandboxVm } from '../../../src/sandbox/vms.ts';
import { breaks } from './breaks.ts';

/** nginx in the sandbox: the seed's site for each VM. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  folders: ['var/log/nginx', 'etc/nginx/sites-enabled'],
  files: ({ vms }) =>
    Object.fromEntries(
      vms.flatMap((vm) => [
        [`etc/nginx/sites-available/${siteOf(vm)}`, site(vm)],
        [`etc/nginx/sites-enabled/${siteOf(vm)}`, { link: `../sites-available/${siteOf(vm)}` }],
        [`var/log/nginx/${siteOf(vm)}.access.log`, accessLog(new Date())],
      ]),
    ),
  services: ['nginx'],
  loaded: ['nginx'],
  state: ['nginx'],
  farmYaml: ({ services: { name, folder } }) => ({
    proxy: {
      host: name,
      available: `${folder}/etc/nginx/sites-available`,
      enabled: `${folder}/etc/nginx/sites-enabled`,
    },
  }),
  breaks,
};

function siteOf({ name }: SandboxVm): string {
  return `${name}.dachary.org`;
}

/** Somebody looked at it ten days, a day and three hours ago. */
function accessLog(now: Date): string {
  const lines = [240, 26, 3].map((hours) => {
    const [day = '', month = '', ...rest] = new Date(now.getTime() - hours * 3_600_000)
      .toUTCString()
      .slice(5)
      .split(' ');
    const [year = '', clock = ''] = rest;
    return `203.0.113.9 - - [${day}/${month}/${year}:${clock} +0000] "GET / HTTP/1.1" 200 612 "-" "Mozilla/5.0"\n`;
  });
  return lines.join('');
}

function site(vm: SandboxVm): string {
  return `server {
 listen 80;
${vm.address6 === undefined ? '' : ' listen [::]:80;\n'} server_name ${siteOf(vm)};
 access_log  /var/log/nginx/${siteOf(vm)}.access.log;

 location / {
  proxy_pass   http://${vm.instance};
 }
}
`;
}
