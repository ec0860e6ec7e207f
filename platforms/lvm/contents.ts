import * as z from 'zod';
import type { Fact } from '../../src/engine/facts.ts';
import type { DiskPart } from '../../src/farm/roles/storage.ts';
import { layoutScript, stretchesScript } from './layout-script.ts';

/** A stretch of a disk as a plan has it. */
export const Part = z.strictObject({
  /** Bytes into the disk, and how many. */
  at: z.int().nonnegative(),
  bytes: z.int().positive(),
  /** As blkid(8) names what is there; `-`: nothing it knows, or no partition. */
  type: z.string().regex(/^[A-Za-z0-9_.+-]+$/),
  /** About how much of it is in use, where only that is copied. */
  used: z.int().nonnegative().optional(),
});

/**
 * `$1` device, `$2` how many bytes it has. What a running guest has in use changes meanwhile, and is read as its disk has it: where even the lists of free
 * blocks cannot be read, by the count of them.
 */
const script = `
${layoutScript}
${stretchesScript}
found=$(layout "$1" "$2") || exit
printf '%s\\n' "$found" | while read -r at bytes type; do
  used=
  case $type in
    swap) used=$(stretches "$1" "$at" "$bytes" swap) ;;
    ext[234])
      used=$(stretches "$1" "$at" "$bytes" "$type") ||
        used=$(as_root dumpe2fs -h -- "$(at_offset "$1" "$at")" 2>/dev/null | awk '
          /^Block count:/ { blocks = $3 }
          /^Free blocks:/ { free = $3 }
          /^Block size:/ { if (blocks) printf "copy 0 %.0f\\n", (blocks - free) * $3 }')
      ;;
  esac
  printf '%s\\n' "$used" | awk -v part="$at $bytes $type" '
    $1 == "copy" { copied += $3 }
    END { if (copied) printf "%s %.0f\\n", part, copied; else print part }'
done
`;

/** What a disk of so many bytes holds, from its first to its last. Its order is that of the disk. */
export function contentsFact(host: string, device: string, bytes: number): Fact<readonly DiskPart[]> {
  return {
    host,
    read: { script, args: [device, String(bytes)], takes: 150 },
    parse: ({ code, stdout, stderr }) => {
      if (code !== 0) throw new Error(stderr.trim().split('\n').at(-1) || `${device} cannot be looked at`);
      const parts = stdout
        .trim()
        .split('\n')
        .map((line): DiskPart => {
          const [at, length, type = '', used] = line.split(' ');
          return { at: Number(at), bytes: Number(length), type, ...(used && { used: Number(used) }) };
        });
      return z.array(Part).parse(parts);
    },
  };
}

/**
 * The layout as `layout` says it, where not all is copied; else empty: it need not be looked at. Without the type where what is in use could not be
 * told, so that it is copied as a whole.
 */
export function layoutOf(parts: readonly DiskPart[]): string {
  if (parts.every(({ used }) => used === undefined)) return '';
  const named = ({ type, used }: DiskPart) => (used === undefined && /^(ext[234]|swap)$/.test(type) ? '-' : type);
  return parts.map((part) => `${part.at} ${part.bytes} ${named(part)}`).join('\n');
}

/** About how much of it is copied. */
export function copiedOf(parts: readonly DiskPart[]): number {
  return parts.reduce((sum, { bytes, used = bytes }) => sum + used, 0);
}
