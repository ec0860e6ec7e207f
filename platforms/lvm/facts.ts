import * as z from 'zod';
import type { Fact } from '../../src/engine/facts.ts';
import type { GroupState } from '../../src/farm/state.ts';
import type { Result } from '../../src/ssh/host.ts';

/** A logical volume as lvs(8) reports it. */
export type LogicalVolume = {
  readonly name: string;
  readonly uuid: string;
  /** Of its device file. */
  readonly path: string;
  /** What it holds; of a snapshot, its copy-on-write space. */
  readonly bytes: number;
  /** The volume it is a snapshot of. */
  readonly origin: string | null;
  /** 0 to 1: how full a snapshot's copy-on-write space is. */
  readonly fill: number | null;
  /** False for a snapshot whose copy-on-write space overflowed: what is read from it is wrong. */
  readonly valid: boolean;
  /** Something holds its device open: an instance, a mount, a copy. */
  readonly open: boolean;
  readonly tags: readonly string[];
};

export type Group = {
  readonly name: string;
  readonly extentBytes: number;
  readonly extents: number;
  readonly freeExtents: number;
};

/** The receipt of a step that made a volume, by LVM's own identity of it. */
export const Made = z.object({ uuid: z.string() });

const lvs =
  'as_root lvs --reportformat json --units b --nosuffix -o lv_name,lv_uuid,lv_path,lv_size,lv_attr,origin,data_percent,lv_tags -- "$1"';
const vgs =
  'as_root vgs --reportformat json --units b --nosuffix -o vg_name,vg_extent_size,vg_extent_count,vg_free_count -- "$1"';

/** Every logical volume of a volume group, lvs(8). */
export function volumesFact(host: string, vg: string): Fact<readonly LogicalVolume[]> {
  return {
    host,
    read: { script: lvs, args: [vg], takes: 90 },
    parse: (result) => rows(host, vg, 'lv', result).map(volume),
  };
}

/** A volume group and the room in it, vgs(8). */
export function groupFact(host: string, vg: string): Fact<Group> {
  return {
    host,
    read: { script: vgs, args: [vg], takes: 90 },
    parse: (result) => {
      const [row] = rows(host, vg, 'vg', result);
      if (!row) throw new Error(`${host}: vgs shows no volume group ${vg}`);
      return {
        name: text(row, 'vg_name'),
        extentBytes: number(row, 'vg_extent_size'),
        extents: number(row, 'vg_extent_count'),
        freeExtents: number(row, 'vg_free_count'),
      };
    },
  };
}

/** The same fact of a volume group that not every node has: null where this one has none of that name. */
export function whereThere<T>({ parse, ...fact }: Fact<T>): Fact<T | null> {
  return { ...fact, parse: (result) => (noSuchGroup.test(result.stderr) ? null : parse(result)) };
}

const noSuchGroup = /Volume group "[^"]*" not found/;

/** The same for code that reads the whole farm. */
export function groupState(group: Group, volumes: readonly LogicalVolume[]): GroupState {
  return {
    volumeGroup: {
      name: group.name,
      extentSize: group.extentBytes,
      extents: group.extents,
      freeExtents: group.freeExtents,
    },
    volumes: volumes.map(({ name, bytes, origin, fill, open, tags }) => ({
      name,
      extents: extentsOf(bytes, group),
      ...(origin !== null && { origin }),
      ...(fill !== null && { fill }),
      open,
      tags,
    })),
  };
}

/** Extents that hold so many bytes: LVM rounds up. */
export function extentsOf(bytes: number, { extentBytes }: Pick<Group, 'extentBytes'>): number {
  return Math.ceil(bytes / extentBytes);
}

type Row = Readonly<Record<string, unknown>>;

function rows(
  host: string,
  vg: string,
  kind: 'lv' | 'vg',
  { code, stdout, stderr, truncated }: Result,
): readonly Row[] {
  if (code !== 0) throw new Error(`${host}: ${kind}s ${vg} failed: ${stderr.trim() || `exit code ${code}`}`);
  if (truncated) throw new Error(`${host}: ${kind}s ${vg} printed more than farmhand keeps`);
  const report = (JSON.parse(stdout) as { report?: readonly Record<string, readonly Row[]>[] }).report ?? [];
  return report.flatMap((part) => part[kind] ?? []);
}

/** lv_attr by its places, lvs(8): 5 state (I, S: invalid snapshot), 6 device open. */
function volume(row: Row): LogicalVolume {
  const attributes = text(row, 'lv_attr');
  const percent = text(row, 'data_percent');
  const origin = text(row, 'origin');
  return {
    name: text(row, 'lv_name'),
    uuid: text(row, 'lv_uuid'),
    path: text(row, 'lv_path'),
    bytes: number(row, 'lv_size'),
    origin: origin || null,
    fill: percent === '' ? null : Number(percent) / 100,
    valid: !'IS'.includes(attributes.charAt(4) || '-'),
    open: attributes.charAt(5) === 'o',
    tags: text(row, 'lv_tags').split(',').filter(Boolean),
  };
}

function text(row: Row, field: string): string {
  const value = row[field];
  if (typeof value !== 'string') throw new Error(`LVM's report has no ${field}`);
  return value;
}

function number(row: Row, field: string): number {
  const value = Number(text(row, field));
  if (!Number.isFinite(value)) throw new Error(`LVM's report has ${JSON.stringify(row[field])} for ${field}`);
  return value;
}
