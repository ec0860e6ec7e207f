import { dirname } from 'node:path/posix';
import type { Discovered, Discovery, FoundVm, Guess, GuessedSettings } from '../../src/farm/discovery.ts';
import { type Home, homeOfAddresses, homeOfAddresses6, homeOfNames } from '../../src/farm/in-zone.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import { parseStatements, type Statement } from '../../src/farm/text/statements.ts';

/** named's configuration without its secrets, named-checkconf(8). */
const script = '{ as_root named-checkconf -px || named-checkconf -px; } 2>/dev/null';

/** The zone files that have the VMs' names and addresses. */
export const discovery: Discovery = {
  program: 'named-checkconf',
  find: (host, vms) =>
    partOf(printedFact(host, { script }, 'named-checkconf -px failed', (conf) => zonesIn(conf, vms))),
};

interface Zone {
  readonly name: string;
  readonly file?: string;
  /** Why a hand may not edit its file; undefined: it may. */
  readonly not?: string;
}

/** From named's configuration; undefined where no zone of a file has a VM. */
export function zonesIn(conf: string, vms: readonly FoundVm[]): Discovered | undefined {
  const all = parseStatements(conf).statements;
  const options = blocksOf(all, 'options')[0] ?? [];
  const views = blocksOf(all, 'view');
  const directory = wordAfter(options, 'directory') ?? '/var/cache/bind';
  const zones = [all, ...views].flatMap((scope) => zonesOf(scope, [scope, options], directory));
  const names = zones.map(({ name }) => name);
  const zoneAt = (home: Home | undefined) => {
    const zone = zones.find(({ name }) => name === home?.zone);
    return home && zone && { ...zone, vms: home.vms };
  };
  const forward = zoneAt(homeOfNames(names, vms));
  const reverse = zoneAt(homeOfAddresses(names, vms));
  const reverse6 = zoneAt(homeOfAddresses6(names, vms));
  if (!forward) return undefined;
  const remarks = [forward, reverse, reverse6].flatMap((zone) =>
    zone?.not === undefined ? [] : [`zone ${zone.name} is no zone file to edit: ${zone.not}`],
  );
  if (forward.file === undefined || forward.not !== undefined) return { knows: 0, settings: {}, remarks };
  const unsure = views.length > 0 && ({ unsure: true } as const);
  return {
    knows: forward.vms,
    settings: {
      forward: {
        zone: { value: forward.name, from: `named.conf; ${forward.vms} of ${vms.length} VMs are in it`, ...unsure },
        file: { value: forward.file, from: 'named.conf' },
      },
      ...reverseGuess('reverse', reverse, unsure),
      ...reverseGuess('reverse6', reverse6, unsure),
      ...listening(options),
    },
    remarks: [
      ...remarks,
      ...(views.length > 0 ? ['named has views: see that the zone files are those that the VMs are asked for'] : []),
    ],
  };
}

/** The setting of a reverse zone, where there is one whose file a hand may edit. */
function reverseGuess(
  setting: string,
  zone: (Zone & { readonly vms: number }) | undefined,
  unsure: false | { readonly unsure: true },
): GuessedSettings {
  if (zone?.file === undefined || zone.not !== undefined) return {};
  const from = `named.conf; the addresses of ${zone.vms} VMs are in it`;
  return { [setting]: { zone: { value: zone.name, from, ...unsure }, file: { value: zone.file, from: 'named.conf' } } };
}

/** Statements of each block of that name. */
function blocksOf(statements: readonly Statement[], word: string): readonly (readonly Statement[])[] {
  return statements.flatMap((one) => (one.words[0]?.text === word && one.block ? [one.block.statements] : []));
}

function wordAfter(statements: readonly Statement[], word: string): string | undefined {
  return statements.find((one) => one.words[0]?.text === word)?.words[1]?.text;
}

function zonesOf(
  scope: readonly Statement[],
  around: readonly (readonly Statement[])[],
  directory: string,
): readonly Zone[] {
  return scope.flatMap((one): readonly Zone[] => {
    const name = one.words[1]?.text.toLowerCase().replace(/(?<=.)\.$/, '');
    if (one.words[0]?.text !== 'zone' || !one.block || name === undefined) return [];
    const own = one.block.statements;
    const type = wordAfter(own, 'type') ?? 'primary';
    if (!['primary', 'master', 'secondary', 'slave'].includes(type)) return [];
    const file = wordAfter(own, 'file');
    const path = file === undefined || file.startsWith('/') ? file : `${directory}/${file}`;
    const not = reasonNot(type, [own, ...around]);
    return [
      { name, ...(path !== undefined && dirname(path) !== '.' && { file: path }), ...(not !== undefined && { not }) },
    ];
  });
}

function reasonNot(type: string, scopes: readonly (readonly Statement[])[]): string | undefined {
  if (['secondary', 'slave'].includes(type))
    return 'its primary server is another, which is the one to give to farmhand init';
  const find = (word: string) => scopes.flatMap((scope) => scope.find((one) => one.words[0]?.text === word) ?? [])[0];
  const updates = find('allow-update')?.block?.statements.some(({ words }) => words[0]?.text !== 'none');
  if (updates || find('update-policy')) return 'it takes dynamic updates, which kind: rfc2136 makes';
  const signed =
    find('inline-signing')?.words[1]?.text === 'yes' ||
    !['none', undefined].includes(find('dnssec-policy')?.words[1]?.text);
  return signed ? 'it is signed (DNSSEC)' : undefined;
}

/** Where named answers, where that is not loopback's port 53. */
function listening(options: readonly Statement[]): GuessedSettings {
  const listen = options.find((one) => one.words[0]?.text === 'listen-on');
  const places = listen?.block?.statements.map(({ words }) => (words[0]?.text ?? '').replace(/\/32$/, '')) ?? [];
  const port = Number(listen?.words.find((_, at, all) => all[at - 1]?.text === 'port')?.text ?? 53);
  const isLoopback =
    places.length === 0 || places.some((one) => ['any', 'localhost', '127.0.0.1', '127.0.0.0/8'].includes(one));
  const address = places.find((one) => /^\d+(\.\d+){3}$/.test(one));
  const from = 'listen-on of named.conf';
  const guess = <T>(value: T): Guess<T> => ({ value, from });
  return {
    ...(!isLoopback && address !== undefined && { address: guess(address) }),
    ...(port !== 53 && port > 0 && { port: guess(port) }),
  };
}
