import * as z from 'zod';
import { action, type Judgement } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { leftStanding } from '../../src/farm/dhcp/left-standing.ts';
import { changeFile } from '../../src/farm/text/change-file.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import type { Files } from '../../src/farm/text/includes.ts';
import { readable, whyUnreadable } from '../../src/farm/text/unreadable.ts';
import type { FileState } from '../../src/ssh/host.ts';
import { type Change, effectOf, linesOfChange, placeArgs, type Restore, restoreSchema, service } from './change.ts';
import { type KeaConfig, keaConfig } from './config.ts';
import { socketProblem } from './place.ts';
import { addition, isWanted, obstacleTo, removal, restoreOf, rivalsOf, sameAs } from './reserving.ts';
import { runningFact, type Server, silence } from './running.ts';
import { subnet } from './settings.ts';
import { sourceFact } from './source.ts';

const Args = z
  .strictObject({
    ...placeArgs,
    /** Whether the server shall have it, or shall not. */
    present: z.boolean(),
    /** Its host name: a VM's full name, or the name a person gave it. */
    name: z
      .string()
      .max(253)
      .regex(/^[a-z0-9_]([a-z0-9_.:-]*[a-z0-9_])?$/),
    /** To take one out: only one with this MAC; without it, whichever has the name. */
    mac: s.mac.optional(),
    address: s.address.optional(),
    /** Its subnet; left out: the narrowest that holds the address. */
    subnet: z.union([subnet, z.literal('global')]).optional(),
    /** An earlier change this one takes back, byte for byte where that is still possible. */
    restore: restoreSchema.optional(),
  })
  .refine(({ present, mac, address, restore }) => !present || restore || (mac && address), 'a MAC and an address');
type Args = z.infer<typeof Args>;

type Seen = {
  /** Why the file cannot be judged. */
  readonly problem: string | null;
  /** The reservation of that name, and where it stands if that is another file. */
  readonly same: { readonly mac: string | null; readonly address: string | null; readonly included?: string } | null;
  /** Other reservations with the MAC or the address. */
  readonly rivals: readonly string[];
  /** Why one cannot be put in. */
  readonly obstacle: string | null;
  readonly change: { readonly lines: readonly string[]; readonly restore: Restore } | null;
  /** Whether the running server has it. */
  readonly running: boolean;
  /** Why the server does not say. */
  readonly silent: string | null;
};

const unseen = { same: null, rivals: [], obstacle: null, change: null };

/**
 * Reserves an address for a MAC in kea-dhcp4.conf, or takes the reservation out, and makes the server read it (Kea ARM, "Host Reservations in DHCPv4"). Done is
 * what the running server has: a file that nobody made it read again is not.
 */
export const reservation = action({
  name: 'kea.reservation',
  risk: ({ present }) => (present ? 'safe' : 'disruptive'),
  removes: ({ present }) => !present,
  args: Args,
  claims: ({ present, mac, address }) => [
    ...(present && mac !== undefined ? [{ kind: 'mac', mac } as const] : []),
    ...(present && address !== undefined ? [{ kind: 'address', address } as const] : []),
  ],
  title: ({ name, mac, address, present }) =>
    present ? `DHCP reservation ${name} (${mac ?? address ?? 'as it was'})` : `remove DHCP reservation ${name}`,
  facts: ({ host, file, socket }) => ({
    state: fileFact(host, file),
    source: sourceFact(host, file, 'check'),
    server: runningFact(host, socket),
  }),
  see: (args, { state, source: { files, refused }, server }): Seen => {
    const running = runningOf(args, server);
    const config = configOf(args, state, files);
    if ('problem' in config) return { ...unseen, ...running, problem: config.problem };
    const same = sameAs(args, config);
    const obstacle = same || !args.present ? null : obstacleTo(config, args);
    const rivals = same || !args.present ? [] : rivalsOf(config, args);
    const change = obstacle === null && rivals.length === 0 ? changeOf(args, config, files) : null;
    const included = same && same.file !== args.file ? { included: `${same.file}:${same.line}` } : {};
    return {
      problem: refused
        ? `kea-dhcp4 refuses ${args.host}:${args.file} as it is: ${refused}`
        : socketProblem(config, args.socket),
      same: same ? { mac: same.mac ?? null, address: same.address ?? null, ...included } : null,
      rivals,
      obstacle,
      change: change && { lines: linesOfChange(change), restore: restoreOf(config, change) },
      ...running,
    };
  },
  judge: (args, seen) => {
    if (seen.problem) return { is: 'blocked', why: seen.problem };
    const settled = args.present ? presentAlready(args, seen) : absentAlready(args, seen);
    return settled ?? { is: 'todo', effect: effectOf(args, seen.change?.lines ?? null, args.present) };
  },
  apply: (args, { change }, applying) => {
    // Included files cannot be read again here: the change says which subnet it is.
    const chosen = { ...args, subnet: change?.restore.reservations[0]?.subnet ?? args.subnet };
    return changeFile(args, applying, {
      make: (text) => {
        const config = readable(`${args.host}:${args.file}`, () => keaConfig(text, args.file));
        return changeOf(chosen, config, () => undefined);
      },
      approved: (made) => (made && linesOfChange(made))?.join('\n') === change?.lines.join('\n'),
      service: (made) => service(args, made?.running ?? args, args.present),
    });
  },
  receipt: {
    schema: z.object({ restore: restoreSchema, mac: z.string().nullish(), address: z.string().nullish() }),
    of: ({ present }, before, after) =>
      before.change && Boolean(before.same) !== present && Boolean(after.same) === present
        ? { restore: before.change.restore, ...(!present && before.same) }
        : null,
  },
  lasting: {
    name: ({ name }) => `DHCP host ${name}`,
    gone: ({ present }) => !present,
    again: ({ restore, ...args }) =>
      args.mac !== undefined && args.address !== undefined ? args : { ...args, restore },
    now: ({ mac, address }, { problem, same, running, silent }) => {
      if (problem !== null) return undefined;
      if (!same) return 'there is none';
      if (mac !== undefined && same.mac !== mac) return `it has MAC ${same.mac ?? 'none'}`;
      if (address !== undefined && same.address !== address) return `it has the address ${same.address ?? 'none'}`;
      return silent === null && !running ? 'its file has it, and the running server does not' : undefined;
    },
  },
  undo: ({ restore: _, ...args }, { restore, mac: hardware, address }) => {
    const own = {
      ...(s.mac.safeParse(hardware).success && { mac: hardware }),
      ...(s.address.safeParse(address).success && { address }),
    };
    const present = !args.present;
    return { by: [{ action: 'kea.reservation', args: { ...args, ...(present && own), present, restore } }] };
  },
});

function presentAlready(args: Args, { same, rivals, obstacle, running, silent }: Seen): Judgement | undefined {
  const place = `${args.host}:${args.file}`;
  const blocked = (why: string) => ({ is: 'blocked', why }) as const;
  const { name, mac, address } = args;
  if (same && mac !== undefined && same.mac !== mac)
    return blocked(`${place} has ${name} with MAC ${same.mac ?? 'none'} already`);
  if (same && address !== undefined && same.address !== address)
    return blocked(`${place} has ${name} with the address ${same.address ?? 'none'} already`);
  if (rivals.length > 0) return blocked(`${rivals.join(', ')} in ${place} has that MAC or address already`);
  if (obstacle !== null) return blocked(obstacle);
  if (silent !== null) return blocked(silence(args, silent));
  if (same && running)
    return { is: 'done', why: `the DHCP server has ${name} with ${mac ?? address ?? 'its address'}` };
  return undefined;
}

function absentAlready(args: Args, { same, change, running, silent }: Seen): Judgement | undefined {
  const { host, file, name, mac } = args;
  const standing = same && leftStanding({ what: 'DHCP reservation', name, mac, file }, same, change !== null);
  if (standing) return standing;
  if (silent !== null) return { is: 'blocked', why: silence(args, silent) };
  if (!same && !running) return { is: 'done', why: `${host}:${file} has no reservation ${name}` };
  return undefined;
}

function configOf({ host, file }: Args, state: FileState, files: Files): KeaConfig | { readonly problem: string } {
  const place = `${host}:${file}`;
  try {
    return keaConfig(textOf(place, state), file, files);
  } catch (error) {
    return { problem: whyUnreadable(place, error) };
  }
}

function runningOf(args: Args, server: Server): Pick<Seen, 'running' | 'silent'> {
  if ('silent' in server) return { running: false, silent: server.silent };
  return { running: server.reservations.some((one) => isWanted(args, one)), silent: null };
}

/** What is to be done to the file; null: nothing. */
function changeOf(args: Args, config: KeaConfig, files: Files): Change | null {
  if (!args.present) return removal(config, args, files);
  return sameAs(args, config) ? null : addition(config, args, files);
}
