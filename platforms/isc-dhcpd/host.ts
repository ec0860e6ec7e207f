import * as z from 'zod';
import { action, type Judgement, type Undoing } from '../../src/engine/action.ts';
import { leftStanding } from '../../src/farm/dhcp/left-standing.ts';
import { changeFile } from '../../src/farm/text/change-file.ts';
import { type Patch, patchSchema, sameChange } from '../../src/farm/text/patch.ts';
import { args, type HostArgs, type WantedArgs } from './args.ts';
import { changeOf, effectOf, factsOf, isReplaced, service, textOrProblem } from './change.ts';

type Seen = {
  /** Why the file cannot be judged. */
  readonly problem: string | null;
  readonly same: Same | null;
  /** Other hosts with the MAC or the address. */
  readonly rivals: readonly string[];
  readonly patch: Patch | null;
  readonly healthy: boolean;
};

/** The host of that name. */
type Same = {
  readonly mac: string | null;
  readonly addresses: readonly string[];
  /** Where it has one address. */
  readonly fixed?: string;
  /** The included file it stands in, with its line. */
  readonly included?: string;
};

/**
 * A host of dhcpd.conf(5) is there, or is not: it binds a MAC to a name, which DNS resolves. The server is restarted, since it cannot reload.
 */
export const host = action({
  name: 'dhcpd.host',
  risk: ({ present }) => (present ? 'safe' : 'disruptive'),
  removes: ({ present }) => !present,
  args,
  claims: (args) =>
    args.present
      ? [
          { kind: 'mac', mac: args.mac },
          { kind: 'address', address: args.address },
        ]
      : [],
  title: ({ name, mac, present }) => (present ? `DHCP host ${name} (${mac})` : `remove DHCP host ${name}`),
  facts: factsOf,
  see: (args, { state, healthy, source }): Seen => {
    const found = textOrProblem(args, state, source);
    if ('problem' in found) return { problem: found.problem, same: null, rivals: [], patch: null, healthy: false };
    const same = found.hosts.find(({ name }) => name === args.name);
    const [fixed, ...more] = same?.addresses ?? [];
    const rivals = found.hosts.filter(
      (one) =>
        args.present &&
        one.name !== args.name &&
        (one.mac === args.mac || one.addresses.some((address) => [args.address, args.name].includes(address))),
    );
    return {
      problem: found.refused,
      same: same
        ? {
            mac: same.mac ?? null,
            addresses: same.addresses,
            ...(fixed !== undefined && more.length === 0 && { fixed }),
            ...(same.path !== args.file && { included: `${same.path}:${same.line}` }),
          }
        : null,
      rivals: rivals.map((one) => `${one.name} (${one.path === args.file ? 'line ' : `${one.path}:`}${one.line})`),
      // A host of an included file is there too, and dhcpd takes none twice.
      patch: args.present && same && !isReplaced(args, same) ? null : (changeOf(args, found.text)?.patch ?? null),
      healthy,
    };
  },
  judge: (args, seen) => {
    if (seen.problem) return { is: 'blocked', why: seen.problem };
    const settled = args.present ? presentAlready(args, seen) : absentAlready(args, seen);
    return settled ?? { is: 'todo', effect: effectOf(args, seen.patch) };
  },
  apply: (args, { patch }, applying) =>
    changeFile(args, applying, {
      make: (text) => changeOf(args, text),
      approved: (made) => (made && patch ? sameChange(made.patch, patch) : made === patch),
      service: () => service(args),
    }),
  receipt: {
    schema: z.object({ patch: patchSchema, mac: z.string().optional(), fixed: z.string().optional() }),
    of: (args, before, after) => {
      const { present, mac } = args;
      const [was, is] = [before.same, after.same];
      if (args.present && before.patch && was && is && takesPlaceOf(args, was))
        return is.mac === mac && isAddress(args, is.addresses) ? { patch: before.patch } : null;
      if (!before.patch || (was === null) !== present || (is === null) === present) return null;
      if (present) return is?.mac === mac ? { patch: before.patch } : null;
      if (!was?.mac) return null;
      return { patch: before.patch, mac: was.mac, ...(was.fixed !== undefined && { fixed: was.fixed }) };
    },
  },
  lasting: {
    name: ({ name }) => `DHCP host ${name}`,
    gone: ({ present }) => !present,
    again: (args) => (args.present ? { ...args, restore: undefined, over: undefined } : args),
    now: (args, { problem, same, healthy }) => {
      if (problem !== null || !args.present) return undefined;
      if (!same) return 'there is none';
      if (same.mac !== args.mac) return `it has MAC ${same.mac ?? 'none'}`;
      if (!isAddress(args, same.addresses)) return `it has the address ${same.addresses.join(', ') || 'none'}`;
      return healthy ? undefined : 'it is in its file, and the server does not run';
    },
    over: (args, { same }) =>
      args.present && same && same.included === undefined
        ? { ...args, over: { mac: same.mac, addresses: [...same.addresses] } }
        : args,
  },
  undo: (args, { patch, mac, fixed }) => {
    const { host, file, name, restart, health, address, netmask } = args;
    if (address === undefined || netmask === undefined) return { cannot: `nothing says which address ${name} had` };
    if (args.present && args.over) return backTo(args, args.over);
    const own = args.present
      ? { present: false, mac: args.mac }
      : { present: true, ...(mac !== undefined && { mac }), ...(fixed !== undefined && fixed !== name && { fixed }) };
    const block = { host, file, name, restart, health, address, netmask, ...own };
    return { by: [{ action: 'dhcpd.host', args: { ...block, restore: patch } }] };
  },
});

/** What a person had written in its place comes back. */
function backTo(args: WantedArgs, { mac, addresses }: NonNullable<WantedArgs['over']>): Undoing {
  const [fixed, ...more] = addresses;
  if (mac === null || fixed === undefined || more.length > 0)
    return {
      stays: `what ${args.host}:${args.file} had of ${args.name} before is no host with one MAC and one address`,
    };
  const { fixed: own = args.name, restore: _, ...place } = args;
  const over = { mac: args.mac, addresses: [own] };
  const back = { ...place, mac, ...(fixed !== args.name && { fixed }), over };
  return { by: [{ action: 'dhcpd.host', args: back }] };
}

function takesPlaceOf(args: WantedArgs, same: Same): boolean {
  return same.included === undefined && isReplaced(args, { ...same, name: args.name });
}

function presentAlready(args: WantedArgs, { same, rivals, healthy }: Seen): Judgement | undefined {
  const place = `${args.host}:${args.file}`;
  if (same && takesPlaceOf(args, same)) return undefined;
  if (same && same.mac !== args.mac)
    return { is: 'blocked', why: `${place} has ${args.name} with MAC ${same.mac ?? 'none'} already` };
  if (same && !isAddress(args, same.addresses)) {
    const other = same.addresses.join(', ') || 'none';
    return { is: 'blocked', why: `${place} has ${args.name} with the fixed address ${other} already` };
  }
  if (!same && rivals.length > 0)
    return { is: 'blocked', why: `${rivals.join(', ')} in ${place} has that MAC or address already` };
  if (same && healthy) return { is: 'done', why: `${args.name} is in ${place} with ${args.mac}` };
  return undefined;
}

function absentAlready({ host, file, name, mac }: HostArgs, { same, patch, healthy }: Seen): Judgement | undefined {
  if (same) return leftStanding({ what: 'DHCP host', name, mac, file }, same, patch !== null);
  if (healthy) return { is: 'done', why: `${host}:${file} has no host ${name}` };
  return undefined;
}

/** The declaration leads to the VM: by its name, or by its address itself. */
function isAddress({ name, address, fixed }: WantedArgs, addresses: readonly string[]): boolean {
  const [only, ...more] = addresses;
  return more.length === 0 && only !== undefined && [name, address, fixed].includes(only);
}
