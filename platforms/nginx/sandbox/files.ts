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
