import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** A change that somebody makes by hand to what a clone of gallifrey to gallifrey-dev left. */
export interface ByHand {
  readonly what: string;
  /** The step that left it. */
  readonly step: string;
  /** What is said of it. */
  readonly now: string;
  make(sandbox: Sandbox): Promise<void>;
  /** Another change of the same. */
  again(sandbox: Sandbox): Promise<void>;
}

/** Edits a file of the host as a person does, and has the service load it. */
async function edited(
  { hosts: [host] }: Sandbox,
  path: string,
  change: (text: string) => string | null,
  load: string,
): Promise<void> {
  const file = join(host.folder, path);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`nothing was changed in ${before}`);
  if (after === null) rmSync(file);
  else writeFileSync(file, after);
  const { code, stderr } = await host.exec(load);
  if (code !== 0) throw new Error(`${load}: ${stderr}`);
}

const record = (address: string) => (text: string) =>
  text.replace(/^(gallifrey-dev\S*\s.*\s)10\.10\.60\.\d+$/m, `$1${address}`);
/** The same on each farm, whatever a clone was given. */
const mac = (last: string) => (text: string) =>
  text.replace(/(host gallifrey-dev[^}]*ethernet )[0-9a-f:]+/, (_, before) => `${before}52:54:00:00:00:${last}`);
const balloon =
  (bytes: number) =>
  async ({ hosts: [host] }: Sandbox) => {
    const { code, stderr } = await host.exec(
      `printf 'balloon ${bytes}\\n' | socat - UNIX-CONNECT:/var/run/ganeti/kvm-hypervisor/ctrl/gallifrey-dev.xivo.vm.farm.monitor`,
    );
    if (code !== 0) throw new Error(stderr);
  };

export const handEdits: readonly ByHand[] = [
  {
    what: 'a record that leads elsewhere',
    step: 'a-record',
    now: 'it is 10.10.60.99',
    make: (sandbox) => edited(sandbox, 'etc/bind/db.farm', record('10.10.60.99'), 'rndc reload farm'),
    again: (sandbox) => edited(sandbox, 'etc/bind/db.farm', record('10.10.60.98'), 'rndc reload farm'),
  },
  {
    what: 'a forward that is gone',
    step: 'firewall',
    now: 'there is none',
    make: (sandbox) =>
      edited(
        sandbox,
        'etc/shorewall/rules',
        (text) => text.replace(/^DNAT.*GALLIFREY_DEV.*\n/m, ''),
        'shorewall reload',
      ),
    again: (sandbox) =>
      edited(sandbox, 'etc/shorewall/params', (text) => text.replace(/^.*GALLIFREY_DEV.*\n/m, ''), 'shorewall reload'),
  },
  {
    what: "another VM's MAC in DHCP",
    step: 'dhcp-host',
    now: 'it has MAC ',
    make: (sandbox) => edited(sandbox, 'etc/dhcp/dhcpd.conf', mac('ee'), 'systemctl restart isc-dhcp-server'),
    again: (sandbox) => edited(sandbox, 'etc/dhcp/dhcpd.conf', mac('ed'), 'systemctl restart isc-dhcp-server'),
  },
  {
    what: 'a site that says something more',
    step: 'proxy',
    now: 'its file says something else',
    make: (sandbox) => edited(sandbox, site, (text) => `${text}# by hand\n`, 'systemctl reload nginx'),
    again: (sandbox) => edited(sandbox, site, (text) => `${text}# once more\n`, 'systemctl reload nginx'),
  },
  {
    what: 'memory that was given by its balloon',
    step: 'balloon',
    now: 'it has 2 GiB',
    make: balloon(2048),
    again: balloon(3072),
  },
];

const site = 'etc/nginx/sites-available/gallifrey-dev.dachary.org';
