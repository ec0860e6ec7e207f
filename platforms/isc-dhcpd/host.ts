import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { type Patch, patchOf, patchSchema } from '../../src/farm/text/patch.ts';
import { applyChange, effectOf, factsOf, hostArgs, hostName, restored, textOrProblem } from './change.ts';
import { addHost } from './edit.ts';
import { hostsOf } from './hosts.ts';

const Args = z.strictObject({
  ...hostArgs,
  mac: s.mac,
  address: s.address,
  netmask: s.address,
  /** Fixed address of the block, where it is not its name. */
  fixed: z.string().regex(hostName).optional(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  /** Why the file cannot be judged. */
  readonly problem: string | null;
  /** The host of that name: its MAC and addresses. */
  readonly same: { readonly mac: string | null; readonly addresses: readonly string[] } | null;
  /** Other hosts with the MAC or the address. */
  readonly rivals: readonly string[];
  readonly patch: Patch | null;
  readonly healthy: boolean;
};

/** Binds a MAC to a name, which DNS resolves, in dhcpd.conf(5), and restarts the server, which cannot reload. */
export const host = action({
  name: 'dhcpd.host',
  risk: 'safe',
  args: Args,
  claims: ({ mac, address }) => [
    { kind: 'mac', mac },
    { kind: 'address', address },
  ],
  title: ({ name, mac }) => `DHCP host ${name} (${mac})`,
  facts: factsOf,
  see: (args, { state, healthy, source }): Seen => {
    const found = textOrProblem(args, state, source);
    if ('problem' in found) return { problem: found.problem, same: null, rivals: [], patch: null, healthy: false };
    const same = found.hosts.find(({ name }) => name === args.name);
    const rivals = found.hosts.filter(
      (one) =>
        one.name !== args.name &&
        (one.mac === args.mac || one.addresses.some((address) => [args.address, args.name].includes(address))),
    );
    return {
      problem: found.refused,
      same: same ? { mac: same.mac ?? null, addresses: same.addresses } : null,
      rivals: rivals.map((one) => `${one.name} (${one.path === args.file ? 'line ' : `${one.path}:`}${one.line})`),
      // A host of an included file is there too, and dhcpd takes none twice.
      patch: same ? null : (change(args, found.text)?.patch ?? null),
      healthy,
    };
  },
  judge: (args, { problem, same, rivals, patch, healthy }) => {
    const place = `${args.host}:${args.file}`;
    if (problem) return { is: 'blocked', why: problem };
    if (same && same.mac !== args.mac)
      return { is: 'blocked', why: `${place} has ${args.name} with MAC ${same.mac ?? 'none'} already` };
    if (same && !isAddress(args, same.addresses)) {
      const other = same.addresses.join(', ') || 'none';
      return { is: 'blocked', why: `${place} has ${args.name} with the fixed address ${other} already` };
    }
    if (!same && rivals.length > 0)
      return { is: 'blocked', why: `${rivals.join(', ')} in ${place} has that MAC or address already` };
    if (same && healthy) return { is: 'done', why: `${args.name} is in ${place} with ${args.mac}` };
    return { is: 'todo', effect: effectOf(args, patch) };
  },
  async apply(args, { patch }, applying) {
    await applyChange(args, patch, (text) => change(args, text), applying);
  },
  receipt: {
    schema: z.object({ patch: patchSchema }),
    of: (args, before, after) =>
      !before.same && after.same?.mac === args.mac && before.patch ? { patch: before.patch } : null,
  },
  undo: ({ restore: _, address, netmask, fixed: _fixed, ...args }, { patch }) => ({
    by: [{ action: 'dhcpd.unhost', args: { ...args, remember: { address, netmask }, restore: patch } }],
  }),
});

/** The declaration leads to the VM: by its name, or by its address itself. */
function isAddress({ name, address, fixed }: Args, addresses: readonly string[]): boolean {
  const [only, ...more] = addresses;
  return more.length === 0 && only !== undefined && [name, address, fixed].includes(only);
}

/** The file with the host; null when it is there. */
function change(args: Args, text: string): { readonly text: string; readonly patch: Patch } | null {
  const there = (one: string) => hostsOf(one).some(({ name, mac }) => name === args.name && mac === args.mac);
  if (there(text)) return null;
  const edited = restored(text, args.restore, there) ?? addHost(text, args);
  const patch = patchOf(text, edited);
  return patch && { text: edited, patch };
}
