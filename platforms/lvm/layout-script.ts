import { replayScript } from './replay-script.ts';

/** Programs without which a disk is copied as a whole, and the Debian package each comes in. */
export const lookingTools = {
  blkid: 'util-linux',
  partx: 'util-linux',
  blkdiscard: 'util-linux',
  dumpe2fs: 'e2fsprogs',
  e2fsck: 'e2fsprogs',
  debugfs: 'e2fsprogs',
} as const;

/** Bytes at the start of a swap area that are copied: its header is in the first page, which is at most 64 KiB. */
const swapHeader = 2 ** 20;

/**
 * `layout DEVICE BYTES` says what a disk holds from its first byte to its last, a line each: where it begins, how many bytes, and
 * the type blkid(8) gives what is there. It is `-` where there is none, or several; in a gap between partitions, and for whatever
 * partx(8) cannot be understood in. Fails, and says why, where nothing can be told.
 */
export const layoutScript = `
type_at() {
  found=$(as_root blkid -p -O "$2" -o value -s "$3" -- "$1" 2>&1)
  case $? in
    0) ;;
    2 | 8) found= ;;
    *) echo "blkid: $found" >&2; return 1 ;;
  esac
  case $found in
    '' | *[!A-Za-z0-9_.+-]*) echo - ;;
    *) echo "$found" ;;
  esac
}
layout() {
  for program in ${Object.keys(lookingTools).join(' ')}; do
    command -v "$program" >/dev/null || { echo "there is no $program" >&2; return 1; }
  done
  whole=$(type_at "$1" 0 TYPE) && table=$(type_at "$1" 0 PTTYPE) || return
  case $whole,$table in
    *,-) echo "0 $2 $whole"; return ;;
    -,gpt | -,dos) ;;
    *) echo "0 $2 -"; return ;;
  esac
  rows=$(as_root partx -g -o START,SECTORS,TYPE -- "$1" 2>&1) || { echo "partx: $rows" >&2; return 1; }
  # An extended partition only holds others.
  stretches=$(printf '%s\\n' "$rows" | grep -Eiv '(^| )0x(5|f|85)$' | sort -n | awk -v size="$2" '
    NF >= 2 && $2 > 0 {
      from = $1 * 512
      if (from < end || from + $2 * 512 > size) { strange = 1; exit }
      if (from > end) lines = lines sprintf("%.0f %.0f gap\\n", end, from - end)
      lines = lines sprintf("%.0f %.0f part\\n", from, $2 * 512)
      end = from + $2 * 512
    }
    END {
      if (strange) { printf "0 %.0f gap\\n", size; exit }
      if (size > end) lines = lines sprintf("%.0f %.0f gap\\n", end, size - end)
      printf "%s", lines
    }')
  printf '%s\\n' "$stretches" | while read -r at bytes kind; do
    type=-
    [ "$kind" = gap ] || type=$(type_at "$1" "$at" TYPE) || exit
    echo "$at $bytes $type"
  done
}
`;

/**
 * `stretches DEVICE AT BYTES TYPE` says what of such a stretch is in use, a line each: \`copy\` or \`zero\`, where, how many bytes. What is
 * in use is all that the file system does not have on its lists of free blocks, boot block and what is behind its end among it; what its groups of blocks say they never used of their tables of
 * inodes is not, where \`remains\` is \`zeroed\`: they may say, too, that there are zeroes. Gaps of less than 1 MiB count as in use; what is free is given in
 * whole 4 KiB, which every disk can zero. Fails where the lists cannot be read whole.
 */
export const stretchesScript = `${replayScript}
stretches() {
  case $4 in
    ext[234]) ;;
    swap)
      [ "$3" -gt ${swapHeader} ] || { echo "copy $2 $3"; return; }
      echo "copy $2 ${swapHeader}"
      echo "zero $(($2 + ${swapHeader})) $(($3 - ${swapHeader}))"
      return
      ;;
    *) echo "copy $2 $3"; return ;;
  esac
  as_root dumpe2fs -- "$(at_offset "$1" "$2")" 2>/dev/null | awk -v bytes="$3" -v remains="\${remains-zeroed}" '
    /^Block count:/ { blocks = $3 }
    /^Block size:/ { size = $3 }
    /^Inode size:/ { inode = $3 }
    /^Inodes per group:/ { inodes = $4 }
    /^Group [0-9]+:/ { groups++; table = 0 }
    /^  Inode table at [0-9]+-[0-9]+/ { split($4, ends, "-"); table = ends[1]; past = ends[2] + 1 }
    / unused inodes/ && table && inode && inodes && remains == "zeroed" {
      unused = 0 + substr($0, match($0, /[0-9]+ unused inodes/))
      from = table * size + (inodes - unused) * inode
      if (unused <= inodes) printf "%.0f %.0f\\n", from, past * size
    }
    /^  Free blocks:/ {
      lists++
      sub(/^  Free blocks: */, "")
      n = split($0, list, /, */)
      for (i = 1; i <= n; i++) {
        if (list[i] !~ /^[0-9]/) continue
        split(list[i], ends, "-")
        last = (list[i] ~ /-/ ? ends[2] : ends[1]) * size + size
        if (last > bytes) exit
        printf "%.0f %.0f\\n", ends[1] * size, last
      }
    }
    END { if (!size || !groups || lists != groups || blocks * size > bytes || last > bytes) print "unknown" }' |
    LC_ALL=C sort -n | awk -v at="$2" -v bytes="$3" '
    function say(what, from, to) { if (to > from) lines = lines sprintf("%s %.0f %.0f\\n", what, at + from, to - from) }
    function free(from, to) {
      from += (4096 - from % 4096) % 4096
      to -= to % 4096
      if (to - from < 1048576) return
      say("copy", end, from)
      say("zero", from, to)
      end = to
    }
    $1 == "unknown" { unknown = 1; exit }
    # What is free goes on from one group to the next.
    $1 > last { free(first, last); first = $1 }
    $2 > last { last = $2 }
    END {
      if (unknown) exit 1
      free(first, last)
      say("copy", end, bytes)
      printf "%s", lines
    }'
}
`;
