import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An instance, by its uuid. */
interface SeenInstance {
  readonly name: string;
  readonly runs: boolean;
  /** LV name of its disk. */
  readonly volume: string;
}

/** What there is on a sandbox's host, in the terms of who made it. */
export interface Seen {
  readonly instances: ReadonlyMap<string, SeenInstance>;
  /** LV name by LV uuid. */
  readonly volumes: ReadonlyMap<string, string>;
  /** Entries of files by kind and text, and the VM each is of. */
  readonly entries: ReadonlyMap<string, string>;
}

/** Looks at the host's folder, as no stand-in and no farmhand does. */
export function seenOn(folder: string): Seen {
  const list = (path: string) => (existsSync(join(folder, path)) ? readdirSync(join(folder, path)) : []);
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const instances = list('state/ganeti/instances').map((name): readonly [string, SeenInstance] => {
    const [uuid = '', , , , , , volume = ''] = read(`state/ganeti/instances/${name}`).trim().split(' ');
    return [uuid, { name, volume, runs: existsSync(join(folder, 'state/running', name)) }];
  });
  const volumes = list('state/lvm/all.d').map((name): readonly [string, string] => [
    read(`state/lvm/all.d/${name}`).split(' ')[0] ?? '',
    name,
  ]);
  const entries = new Map<string, string>();
  const keep = (kind: string, text: string, vm: string | undefined) => {
    if (vm !== undefined)
      entries.set(`${kind} ${text.trim().replace(/\s+/g, ' ')}`, vm.toLowerCase().replaceAll('_', '-'));
  };
  for (const file of ['db.farm', 'db.10.10'])
    for (const line of read(`etc/bind/${file}`).split('\n')) keep(file, line, /(\S+)\.xivo\.vm/.exec(line)?.[1]);
  for (const [block, vm] of read('etc/dhcp/dhcpd.conf').matchAll(/host (\S+)\.xivo\.vm\.farm\s*\{[^}]*\}/g))
    keep('dhcp', block, vm);
  for (const file of ['rules', 'params'])
    for (const line of read(`etc/shorewall/${file}`).split('\n')) keep(file, line, /VM_(\w+)_XIVO/.exec(line)?.[1]);
  for (const site of list('etc/nginx/sites-available'))
    keep('site', `${site} ${read(`etc/nginx/sites-available/${site}`)}`, /^(.*)\.dachary\.org$/.exec(site)?.[1]);
  return { instances: new Map(instances), volumes: new Map(volumes), entries };
}
