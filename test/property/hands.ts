import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxHost } from '../../src/sandbox/host.ts';

/** What somebody does on a host by hand, to a VM of that name. */
export const handiwork = [
  'add record',
  'touch record',
  'drop record',
  'add dhcp host',
  'touch dhcp host',
  'touch site',
  'drop site',
  'stop',
  'start',
  'remove instance',
  'make instance',
] as const;
export type Handiwork = (typeof handiwork)[number];

/** Does it; where there is nothing to do it to, nothing. `number`: another value each time. */
export async function byHand(host: SandboxHost, work: Handiwork, vm: string, number: number): Promise<void> {
  const full = `${vm}.xivo.vm.farm`;
  const path = (below: string) => join(host.folder, below);
  const edit = (file: string, change: (text: string) => string) => {
    if (existsSync(path(file))) writeFileSync(path(file), change(readFileSync(path(file), 'utf8')));
  };
  const record = new RegExp(`^${vm}\\.xivo\\.vm\\s.*\\n`, 'm');
  const ganeti = (verb: string) => host.exec(`gnt-instance ${verb} ${full}`);
  switch (work) {
    case 'add record':
      edit('etc/bind/db.farm', (text) =>
        record.test(text) ? text : `${text}${vm}.xivo.vm  IN  A  10.10.60.${200 + number} ; by hand\n`,
      );
      return void (await host.exec('rndc reload'));
    case 'touch record':
      return edit('etc/bind/db.farm', (text) => text.replace(record, (line) => `${line.trimEnd()} ; kept ${number}\n`));
    case 'drop record':
      edit('etc/bind/db.farm', (text) => text.replace(record, ''));
      return void (await host.exec('rndc reload'));
    case 'add dhcp host':
      return edit('etc/dhcp/dhcpd.conf', (text) =>
        text.includes(`host ${full} `)
          ? text
          : `${text}host ${full} { hardware ethernet 52:54:00:00:00:${10 + number}; fixed-address ${full}; }\n`,
      );
    case 'touch dhcp host':
      return edit('etc/dhcp/dhcpd.conf', (text) =>
        text.replace(new RegExp(`(host ${full} \\{)`), `$1 # kept ${number}\n`),
      );
    case 'touch site':
      return edit(`etc/nginx/sites-available/${vm}.dachary.org`, (text) => `# kept ${number}\n${text}`);
    case 'drop site':
      for (const folder of ['available', 'enabled'])
        rmSync(path(`etc/nginx/sites-${folder}/${vm}.dachary.org`), { force: true });
      return void (await host.exec('systemctl reload nginx'));
    case 'stop':
    case 'start':
      return void (await ganeti(work));
    case 'remove instance':
      await ganeti('stop');
      return void (await ganeti('remove --force'));
    case 'make instance':
      await byHand(host, 'add record', vm, number);
      return void (await host.exec(
        `lvcreate --yes --extents 1 --name hand${number} all && gnt-instance add -n host01.farm -B memory=512M -o debootstrap+default -t plain ` +
          `--disk 0:adopt=hand${number},vg=all --no-install --no-start --net 0:mac=52:54:00:00:01:${10 + number} ${full} && gnt-instance start ${full}`,
      ));
  }
}
