import * as z from 'zod';
import type { Node } from '../../src/farm/state.ts';
import { uuid } from './args.ts';
import { resultOf } from './luxi.ts';
import { mebibytes } from './units.ts';

/** An instance as far as the cluster's configuration has it: no node is asked for this. */
export type ConfiguredInstance = {
  readonly name: string;
  readonly uuid: string;
  /** Lower case. */
  readonly macs: readonly string[];
  readonly node: string;
};

/** An instance as gnt-instance(8) lists it. */
export type GanetiInstance = ConfiguredInstance & {
  /** Ganeti's word: running, ADMIN_down, ERROR_down, USER_down, … */
  readonly status: string;
  /** Bytes: what it may have (maxmem). */
  readonly memory: number;
  /** Bytes, one a disk. */
  readonly disks: readonly number[];
  /** Nodes that have its disks too. */
  readonly secondaries: readonly string[];
  /** plain, drbd, … */
  readonly template: string;
};

/** What is asked of an instance that is only to be identified, and found. */
export const configuredFields = ['name', 'uuid', 'nic.macs', 'pnode'] as const;
/** All that is asked of an instance. They begin with the others, so that whoever wants those can read them here. */
export const instanceFields = [
  ...configuredFields,
  'status',
  'be/maxmem',
  'disk.sizes',
  'snodes',
  'disk_template',
] as const;
/** What is asked of an instance whose sizes may change: no node is asked for this either. */
export const sizeFields = ['name', 'uuid', 'pnode', 'be/minmem', 'be/maxmem', 'be/vcpus', 'disk.sizes'] as const;
export const nodeFields = ['name', 'role', 'mtotal', 'mfree'] as const;

/** What is asked of an instance whose node may be dead: no node is asked for this. */
export const wantedFields = ['name', 'admin_state'] as const;
/** What is asked of a node that may be given instances. */
export const placeFields = ['name', 'role', 'mfree', 'dfree'] as const;

/** A node as far as instances may go there. */
export type GanetiNode = {
  readonly name: string;
  /** Master, candidate, regular, drained, offline: gnt-node(8). */
  readonly role: 'M' | 'C' | 'R' | 'D' | 'O';
  /** Bytes. */
  readonly memoryFree: number;
  readonly diskFree: number;
};

/** What an instance is given, as the cluster's configuration has it: it runs with that from its next start on. */
export type Sizes = {
  readonly name: string;
  readonly uuid: string;
  readonly node: string;
  /** Bytes it is given at least, and at most (minmem, maxmem). */
  readonly minimum: number;
  readonly maximum: number;
  /** Virtual CPUs. */
  readonly vcpus: number;
  /** Bytes, one a disk. */
  readonly disks: readonly number[];
};

/** What Ganeti said of one thing: its fields in their order, as luxid gives them, and how it was printed. */
export interface Row {
  readonly fields: readonly unknown[];
  readonly by: string;
  readonly shown: string;
}

/** The rows of an answer of luxid to a query of instances or nodes. Throws where it is none. */
export function rowsOf(answer: string): readonly Row[] {
  const rows = z.array(z.array(z.unknown())).safeParse(resultOf(answer));
  if (!rows.success) throw new Error(`luxid answered ${JSON.stringify(answer.slice(0, 200))}, which is no list`);
  return rows.data.map((fields) => ({ fields, by: 'luxid', shown: JSON.stringify(fields) }));
}

/** A line of gnt-instance or gnt-node as a row, where lists have commas, and `?`, `*` or `-` stand for what is not known. */
export function rowOf(line: string, by: string, fields: readonly string[]): Row {
  const texts = line.split('|');
  const read = texts.map((text, index) => {
    const parts = text.split(',').filter((part) => part !== '' && part !== '-');
    const field = fields[index];
    if (field === 'nic.macs' || field === 'snodes') return parts;
    if (field === 'disk.sizes') return parts.map(number);
    return field !== undefined && numbers.includes(field) ? number(text) : text;
  });
  return { fields: read, by, shown: line };
}

const numbers: readonly string[] = ['be/minmem', 'be/maxmem', 'be/vcpus', 'mtotal', 'mfree', 'dfree'];

/** Text that is no number stays as it is, and is refused later. */
function number(text: string): number | string | null {
  if (/^[?*-]$/.test(text)) return null;
  return /^[\d.]+$/.test(text) ? Number(text) : text;
}

const name = z.string().regex(/^[a-z0-9_][a-z0-9._-]*$/);
/** Mebibytes; 0 for what Ganeti does not know, as of a node that it does not reach. */
const mebis = z
  .number()
  .nonnegative()
  .nullable()
  .transform((value) => mebibytes(value ?? 0));
/** running, or one of Ganeti's words in capitals (gnt-instance(8), `status`). */
const status = z.string().regex(/^(running|(ADMIN|ERROR|USER)_[a-z]+|\(unknown\))$/);
const identity = [name, uuid, z.array(z.string().toLowerCase()), z.string()] as const;

const Configured = z.tuple([...identity], z.unknown());
const Instance = z.tuple([...identity, status, mebis, z.array(mebis), z.array(z.string()), z.string()]);
const given = z.int().positive();
const Sized = z.tuple([
  name,
  uuid,
  z.string(),
  given.transform(mebibytes),
  given.transform(mebibytes),
  given,
  z.array(mebis),
]);
/** Master, candidate, regular, drained, offline: gnt-node(8). */
const NodeRow = z.tuple([name, z.enum(['M', 'C', 'R', 'D', 'O']), mebis, mebis]);

const Place = z.tuple([name, z.enum(['M', 'C', 'R', 'D', 'O']), mebis, mebis]);
const Wanted = z.tuple([name, z.enum(['up', 'down', 'offline'])]);

/** Throws where it is no instance: what is no list must not pass for a list without the instance that is looked for. */
export function configuredOf(row: Row): ConfiguredInstance {
  const [name, uuid, macs, node] = read(Configured, row, 'instance');
  return { name, uuid, macs, node };
}

/** Throws as `configuredOf` does. */
export function instanceOf(row: Row): GanetiInstance {
  const [name, uuid, macs, node, status, memory, disks, secondaries, template] = read(Instance, row, 'instance');
  return { name, uuid, macs, status, node, memory, disks, secondaries, template };
}

/** Throws as `configuredOf` does. */
export function sizesOf(row: Row): Sizes {
  const [name, uuid, node, minimum, maximum, vcpus, disks] = read(Sized, row, 'instance');
  return { name, uuid, node, minimum, maximum, vcpus, disks };
}

/** Memory in bytes. Throws where it is no node. */
export function nodeOf(row: Row): Node {
  const [name, role, memoryTotal, memoryFree] = read(NodeRow, row, 'node');
  const standing = role === 'D' ? 'drained' : role === 'O' ? 'offline' : 'in use';
  return { name, standing, memoryTotal, memoryFree };
}

/** Throws where it is no node. */
export function ganetiNodeOf(row: Row): GanetiNode {
  const [name, role, memoryFree, diskFree] = read(Place, row, 'node');
  return { name, role, memoryFree, diskFree };
}

/** The name of an instance that is to run; undefined: it is not to. Throws where it is none. */
export function wantedOf(row: Row): string | undefined {
  const [name, state] = read(Wanted, row, 'instance');
  return state === 'up' ? name : undefined;
}

function read<T>(schema: z.ZodType<T>, { fields, by, shown }: Row, what: string): T {
  const found = schema.safeParse(fields);
  if (!found.success) throw new Error(`${by} printed ${JSON.stringify(shown.slice(0, 200))}, which is no ${what}`);
  return found.data;
}
