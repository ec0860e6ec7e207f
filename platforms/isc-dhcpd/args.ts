import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import { patchSchema } from '../../src/farm/text/patch.ts';

/** A host's name in dhcpd.conf, or a name or address DHCP gives: nothing that ends a word. */
const hostName = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/;

const place = {
  host: s.label,
  file: s.remotePath,
  /** Of the block: a VM's full name, or the name a person gave it. */
  name: z.string().max(253).regex(hostName),
  restart: s.words,
  health: s.words,
  /** An earlier change this one takes back, line by line where that is still possible. */
  restore: patchSchema.optional(),
};

const wanted = z.strictObject({
  ...place,
  /** Whether dhcpd shall have it, or shall not; left out in plans of before. */
  present: z.literal(true).default(true),
  mac: s.mac,
  address: s.address,
  netmask: s.address,
  /** Fixed address of the block, where it is not its name. */
  fixed: z.string().regex(hostName).optional(),
  /** What the host of that name says, whose place it takes. */
  over: z.strictObject({ mac: z.string().nullable(), addresses: z.array(z.string()) }).optional(),
});

const unwanted = z.strictObject({
  ...place,
  present: z.literal(false),
  /** Only a host with this MAC; without it, whichever has the name. */
  mac: s.mac.optional(),
  /** What an undo needs to make the block anew where its place cannot be found any more. */
  address: s.address.optional(),
  netmask: s.address.optional(),
});

/** The arguments of dhcpd.host. */
export const args = z.discriminatedUnion('present', [wanted, unwanted]);

/** A host block of dhcpd.conf that shall be there, or shall not. */
export type HostArgs = z.output<typeof args>;
export type WantedArgs = z.output<typeof wanted>;

/** The arguments of dhcpd.unhost, which plans of before have, as those of dhcpd.host. */
export function argsOfUnhost({ remember, ...rest }: Readonly<Record<string, unknown>>): unknown {
  return { ...rest, ...(remember as object | undefined), present: false };
}
