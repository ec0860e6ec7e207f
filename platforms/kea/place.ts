import { parseAddress } from '../../src/farm/address.ts';
import { type Holder, type KeaConfig, netOf } from './config.ts';
import { elements, firstOf, member, said, type Value } from './syntax.ts';
import type { Token } from './tokens.ts';

/** Which subnet: its id or prefix; `global`: none, the reservation counts in every one. */
export type Chosen = number | string | undefined;

/** Where a reservation of an address belongs, or why there is no place for it, in words. */
export function placeFor(
  config: KeaConfig,
  address: string | undefined,
  chosen: Chosen,
): { readonly holder: Holder } | { readonly why: string } {
  const { file, holders } = config;
  const number = address === undefined ? undefined : parseAddress(address);
  const holds = ({ network }: Holder) =>
    network !== undefined && number !== undefined && number >= network.first && number <= network.last;
  if (chosen === 'global') {
    const [global] = holders;
    return global ? editable(config, global) : { why: `${file} has no place for global reservations` };
  }
  if (chosen !== undefined) {
    const holder = holders.find(({ id, network }) => chosen === id || (network && chosen === network.prefix));
    if (!holder) return { why: `${file} has no subnet ${chosen}${unread(config)}` };
    if (address === undefined || holds(holder)) return editable(config, holder);
    return { why: `the subnet ${chosen} of ${file} does not hold ${address}` };
  }
  const [narrowest] = holders.filter(holds).sort((a, b) => sizeOf(a) - sizeOf(b));
  return narrowest ? editable(config, narrowest) : { why: `no subnet of ${file} holds ${address}${unread(config)}` };
}

/** How a holder is chosen again. */
export function choiceOf({ id, network }: Holder): number | string {
  return id ?? network?.prefix ?? 'global';
}

function sizeOf({ network }: Holder): number {
  return network ? network.last - network.first : Number.POSITIVE_INFINITY;
}

function unread({ missing: [first] }: KeaConfig): string {
  return first ? ` (but it includes ${first.text}, which cannot be read)` : '';
}

/** The holder, where its reservations stand in the file itself, and at the place where one more would be put. */
function editable(config: KeaConfig, holder: Holder): ReturnType<typeof placeFor> {
  const { object, list, network } = holder;
  const { file } = config;
  const name = network ? `the subnet ${network.prefix}` : 'Dhcp4';
  const elsewhere = (token: Token, what: string, all: string) => ({
    why: `${what} in ${token.kind === 'missing' ? token.text : `${token.file}:${token.line}`}, which ${file} includes: farmhand edits ${file} alone, so ${all} by hand`,
  });
  if (object.open.file !== file || object.close.file !== file)
    return elsewhere(object.open, `${name} stands`, 'put the reservation there');
  if (list?.kind === 'missing' || (list && (list.open.file !== file || list.close.file !== file)))
    return elsewhere(list.open, `the reservations of ${name} stand`, 'put this one there');
  if (list && list.kind !== 'list')
    return { why: `${file}:${list.open.line}: the reservations of ${name} are not a list` };
  const strange = strangeIn(list ?? object, file, list !== undefined);
  if (strange) {
    const what = list ? `some reservations of ${name} stand` : `a part of ${name} stands`;
    return elsewhere(strange, what, list ? 'put this one there' : `give it "reservations": [] in ${file}`);
  }
  return { holder };
}

/** What comes from another file: anything in a list of reservations, or the last member of an object. */
function strangeIn({ entries }: Value, file: string, anywhere: boolean): Token | undefined {
  const looked = anywhere ? entries : entries.slice(-1);
  const odd = looked.find(
    ({ value }) => value.kind === 'missing' || value.open.file !== file || value.close.file !== file,
  );
  if (odd) return firstOf(odd);
  return looked.map(({ comma }) => comma).find((comma) => comma && comma.file !== file);
}

/** Why the server would not give a reserved address, though the file has it; undefined: it would. */
export function unused(config: KeaConfig, holder: Holder, address: string | undefined): string | undefined {
  const name = holder.network ? `the subnet ${holder.network.prefix}` : 'every subnet';
  const setting = (key: string) =>
    [holder.object, ...holder.around].map((one) => said(one, key)).find((one) => one !== undefined);
  const old = setting('reservation-mode');
  const kinds = elements(config.dhcp, 'host-reservation-identifiers').map(({ text }) => text);
  const because = (what: string) => `the server would not use the reservation: ${what} in ${config.file}`;
  if (kinds.length > 0 && !kinds.includes('hw-address'))
    return because('host-reservation-identifiers has no hw-address');
  if (!holder.network) return undefined;
  if (setting('reservations-in-subnet') === 'false' || old === 'disabled' || old === 'global' || old === 'off')
    return because(`reservations are switched off for ${name}`);
  const outOnly = setting('reservations-out-of-pool') === 'true' || old === 'out-of-pool';
  const number = parseAddress(address ?? '');
  const pool = elements(holder.object, 'pools')
    .map((one) => netOf(said(one, 'pool') ?? ''))
    .find((one) => one && number !== undefined && number >= one.first && number <= one.last);
  return outOnly && pool
    ? because(`${name} has them out of pools only, and ${address} is in pool ${pool.prefix}`)
    : undefined;
}

/** Why the server could not be asked any more once it has read the file; null: it listens where it is asked. */
export function socketProblem({ dhcp, file }: KeaConfig, socket: string): string | null {
  const plain = (path: string) => path.replace(/^\/var\/run\//, '/run/');
  const own = [member(dhcp, 'control-socket'), ...elements(dhcp, 'control-sockets')];
  const names = own.flatMap((one) => said(one, 'socket-name') ?? []);
  if (names.length === 0)
    return `${file} has no control-socket, by which the server is told to read it again: give it one with "socket-name": "${socket}"`;
  // Only later versions than Debian has take a name without its folder.
  if (names.some((name) => !name.startsWith('/') || plain(name) === plain(socket))) return null;
  return `${file} has its control-socket at ${names.join(', ')}, farm.yaml at ${socket} (dhcp.socket): they must be the same`;
}
