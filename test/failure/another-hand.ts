import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Snapshot } from '../../src/sandbox/made.ts';

/** Right beside what farmhand writes; or apart from it, so that only one place can be meant where something is put back. */
export type Where = 'beside' | 'apart';

/** A file farmhand edits, as somebody else edits it. */
interface Edited {
  /** The whole entry of that VM. */
  readonly entry: (vm: string) => RegExp;
  readonly add: (number: number) => string;
  readonly remark: string;
}

/** By their paths below the host's folder. */
const files: Readonly<Record<string, Edited>> = {
  'etc/bind/db.farm': {
    entry: (vm) => new RegExp(`^${vm}\\..*\\n`, 'm'),
    add: (number) => `rose${number}   IN  A   10.10.61.${number}\n`,
    remark: ';',
  },
  'etc/bind/db.10.10': {
    entry: (vm) => new RegExp(`^.* PTR ${vm}\\..*\\n`, 'm'),
    add: (number) => `${number}.61    IN PTR rose${number}.farm.\n`,
    remark: ';',
  },
  'etc/dhcp/dhcpd.conf': {
    entry: (vm) => new RegExp(`host ${vm}\\.[^}]*}\\n`),
    add: (number) =>
      `\n        host rose${number} {\n            hardware ethernet 52:54:00:00:61:${10 + number};\n        }\n`,
    remark: '#',
  },
  'etc/shorewall/params': {
    entry: (vm) => new RegExp(`^VM_${vm.toUpperCase()}_XIVO=.*\\n`, 'm'),
    add: (number) => `ROSE_${number}=10.10.61.${number}\n`,
    remark: '#',
  },
  'etc/shorewall/rules': {
    entry: (vm) => new RegExp(`^DNAT.*\\$VM_${vm.toUpperCase()}_XIVO:.*\\n`, 'm'),
    add: (number) => `ACCEPT net $FW tcp ${9000 + number}\n`,
    remark: '#',
  },
};

/** An entry of their own behind that of a VM, and a remark at one end of the file. */
function edit({ entry, add, remark }: Edited, text: string, where: Where, number: number): string {
  const found = entry(where === 'beside' ? 'gallifrey' : 'skaro').exec(text)?.[0];
  if (found === undefined) throw new Error(`there is no ${entry('VM')} in:\n${text}`);
  const edited = text.replace(found, () => `${found}${add(number)}`);
  const said = `${remark} rose was here ${number}\n`;
  return where === 'beside' ? `${edited}${said}` : `${said}${edited}`;
}

/** Somebody else edits every file farmhand edits. `number`: another entry each time. */
export function meddle(folder: string, where: Where, number: number): void {
  for (const [file, edited] of Object.entries(files)) {
    const path = join(folder, file);
    writeFileSync(path, edit(edited, readFileSync(path, 'utf8'), where, number));
  }
}

/** The same done to a snapshot of the farm. */
export function meddled(farm: Snapshot, folder: string, where: Where, number: number): Snapshot {
  const changed = Object.entries(files).map(([file, edited]) => {
    const place = join(basename(folder), file);
    return [place, edit(edited, farm.get(place) ?? '', where, number)] as const;
  });
  return new Map([...farm, ...changed]);
}

/** Without what the services have loaded: the next reload decides when they see somebody else's edit. */
export function onDisk(farm: Snapshot): Snapshot {
  return new Map([...farm].filter(([place]) => !/\/state\/(named|dhcpd|shorewall)(\/|$)/.test(place)));
}
