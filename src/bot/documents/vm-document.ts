import * as z from 'zod';
import { bytes, list, runNumber, time, unknown, words } from './shapes.ts';

/** A VM as its hosts show it. */
export const vm = z
  .object({
    name: z.string(),
    instance: z.string().describe('Its full name'),
    health: z
      .enum(['up', 'down', 'error', 'unknown', 'none'])
      .describe('error: not as the hypervisor wants it; unknown: the hypervisor cannot tell; none: it has no instance'),
    running: z.boolean().nullable().describe('null: not known'),
    node: z.string().optional(),
    mirrors: list(z.string()).describe('Other nodes that have its disks'),
    protected: z.boolean().describe('Nothing of it is taken away by a command'),
    owner: z.string().optional().describe('Whose it is, where that was decided'),
    leaseUntil: time.optional(),
    addresses: list(z.string()).describe('Of its A records'),
    addresses6: list(z.string()).describe('Of its AAAA records'),
    macs: list(z.string()),
    sshPorts: list(z.number().int()).describe('Ports of the public address that lead to its SSH'),
    sites: list(z.string()).describe('Names of its site at the proxy'),
    memoryBytes: bytes.optional().describe('Bytes: what it may have'),
    balloonBytes: bytes.optional().describe('Bytes the balloon leaves it'),
    disks: list(z.object({ bytes, volume: z.string(), group: z.string().optional() })),
    trouble: list(z.string()).describe('What the services of the farm disagree about, in words'),
  })
  .meta({ id: 'Vm' });

export type VmDocument = z.output<typeof vm>;

/** A node of the hypervisor. */
export const node = z
  .object({
    name: z.string(),
    standing: z.enum(['in use', 'drained', 'offline']),
    memoryBytes: bytes.optional().describe('Bytes; absent: not known'),
    memoryFreeBytes: bytes.optional().describe('Bytes; absent: not known'),
    groups: list(z.object({ name: z.string(), bytes, freeBytes: bytes })).describe('Its volume groups'),
  })
  .meta({ id: 'Node' });

export type NodeDocument = z.output<typeof node>;

/** A freeze. */
export const freeze = z
  .object({
    about: z.string().describe("A VM's name, or all: the whole farm"),
    until: time,
    by: z.string(),
    because: words,
    run: runNumber,
    at: time.describe('RFC 3339, in UTC: since when'),
  })
  .meta({ id: 'Freeze' });

export type FreezeDocument = z.output<typeof freeze>;

/** What a destroyed VM left in the bin. */
const binned = z
  .object({
    vm: z.string(),
    run: runNumber.describe('The run that destroyed it'),
    by: z.string().describe('Who asked for that'),
    until: time.describe('RFC 3339, in UTC: until when it is kept'),
    node: z.string(),
    bytes,
    volumes: list(z.string()),
    undo: z
      .string()
      .optional()
      .describe('The command that brings it back, without !; absent: no run of this journal did that'),
  })
  .meta({ id: 'Binned' });

export const bin = z.object({
  kind: z.literal('bin'),
  vms: list(binned),
  trouble: list(z.string()).describe(
    'Volumes that look like those of the bin, without what says whose they are, in words',
  ),
  unknown,
});
