import * as z from 'zod';
import { uuid } from './args.ts';
import { resultOf } from './luxi.ts';
import { mebibytes } from './units.ts';

/** An instance as far as the cluster's configuration has it: no node is asked for this. */
export type ConfiguredInstance = {
  readonly name: string;
  readonly uuid: string;
  /** Lower case. */
  readonly macs: readonly string[];
};

/** An instance as gnt-instance(8) lists it. */
export type GanetiInstance = ConfiguredInstance & {
  /** Ganeti's word: running, ADMIN_down, ERROR_down, USER_down, … */
  readonly status: string;
  readonly node: string;
  /** Bytes: what it may have (maxmem). */
  readonly memory: number;
  /** Bytes, one a disk. */
  readonly disks: readonly number[];
};

/** What is asked of an instance that is only to be identified. */
export const configuredFields = ['name', 'uuid', 'nic.macs'] as const;
/** All that is asked of an instance. They begin with the others, so that whoever wants those can read them here. */
export const instanceFields = [...configuredFields, 'status', 'pnode', 'be/maxmem', 'disk.sizes'] as const;
/** What is asked of an instance whose sizes may change: no node is asked for this either. */
export const sizeFields = ['name', 'uuid', 'be/minmem', 'be/maxmem', 'be/vcpus', 'disk.sizes'] as const;
export const nodeFields = ['name', 'mtotal', 'mfree'] as const;

/** What an instance is given, as the cluster's configuration has it: it runs with that from its next start on. */
export type Sizes = {
  readonly name: string;
  readonly uuid: string;
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
    if (field === 'nic.macs') return parts;
    if (field === 'disk.sizes') return parts.map(number);
    return field !== undefined && numbers.includes(field) ? number(text) : text;
  });
  return { fields: read, by, shown: line };
}

const numbers: readonly string[] = ['be/minmem', 'be/maxmem', 'be/vcpus', 'mtotal', 'mfree'];

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
const identity = [name, uuid, z.array(z.string().toLowerCase())] as const;

const Configured = z.tuple([...identity], z.unknown());
const Instance = z.tuple([...identity, status, z.string(), mebis, z.array(mebis)]);
const given = z.int().positive();
const Sized = z.tuple([name, uuid, given.transform(mebibytes), given.transform(mebibytes), given, z.array(mebis)]);
const Node = z.tuple([name, mebis, mebis]);

/** Throws where it is no instance: what is no list must not pass for a list without the instance that is looked for. */
export function configuredOf(row: Row): ConfiguredInstance {
  const [name, uuid, macs] = read(Configured, row, 'instance');
  return { name, uuid, macs };
}

/** Throws as `configuredOf` does. */
export function instanceOf(row: Row): GanetiInstance {
  const [name, uuid, macs, status, node, memory, disks] = read(Instance, row, 'instance');
  return { name, uuid, macs, status, node, memory, disks };
}

/** Throws as `configuredOf` does. */
export function sizesOf(row: Row): Sizes {
  const [name, uuid, minimum, maximum, vcpus, disks] = read(Sized, row, 'instance');
  return { name, uuid, minimum, maximum, vcpus, disks };
}

/** Memory in bytes. Throws where it is no node. */
export function nodeOf(row: Row): { readonly name: string; readonly memoryTotal: number; readonly memoryFree: number } {
  const [name, memoryTotal, memoryFree] = read(Node, row, 'node');
  return { name, memoryTotal, memoryFree };
}

function read<T>(schema: z.ZodType<T>, { fields, by, shown }: Row, what: string): T {
  const found = schema.safeParse(fields);
  if (!found.success) throw new Error(`${by} printed ${JSON.stringify(shown.slice(0, 200))}, which is no ${what}`);
  return found.data;
}
