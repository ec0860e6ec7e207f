import type { FileState, Result, Script } from './host.ts';
import { decodeAll } from './utf8.ts';

/**
 * `bytes PATH`: what a file holds; `encoded PATH`: the same in base64, in one line without its end. Where that takes privileges, a link put in
 * its place is not followed.
 */
export const bytesFunctions = `
bytes() {
  if [ -r "$1" ]; then cat -- "$1"; else as_root dd if="$1" bs=64K iflag=nofollow status=none; fi
}
encoded() {
  if [ -r "$1" ]; then base64 -w 0 -- "$1"
  else { rc=$({ { bytes "$1"; echo $? >&3; } | base64 -w 0 >&4; } 3>&1); } 4>&1; return "$rc"
  fi
}
`;

const readScript = `
${bytesFunctions}
path=$1
if [ -L "$path" ]; then echo link; readlink -n -- "$path"
elif [ -f "$path" ]; then
  echo file
  encoded "$path"
  exit
elif [ -e "$path" ]; then echo "$path is neither a file nor a link" >&2; exit 1
else
  while folder=\${path%/*}/; [ ! -d "$folder" ]; do path=\${path%/*}; done
  if [ ! -x "$folder" ]; then echo "$folder may not be searched" >&2; exit 1; fi
  echo absent
fi
`;

/** Reads what a path holds, as a fact's `read`; the answer is for `parseFileState`. */
export function readFileScript(path: string): Script {
  return { script: readScript, args: [path] };
}

/**
 * What `readFileScript` found. Base64 shows bytes that are no text, and the file is opened once: others may replace it meanwhile.
 * @throws Error when the path holds something else than a text file or a link, cannot be read, or is larger than what is kept of an answer.
 */
export function parseFileState(path: string, { code, stdout, stderr, truncated }: Result): FileState {
  if (truncated)
    throw new Error(`${path} is too large to be edited (over ${Math.floor((stdout.length * 3) / 4096)} KiB)`);
  if (code !== 0) throw new Error(`cannot read ${path}: ${stderr.trim() || `exit code ${code}`}`);
  const end = stdout.indexOf('\n');
  const [kind, rest] = [stdout.slice(0, end), stdout.slice(end + 1)];
  if (kind === 'absent') return null;
  if (kind === 'link') return { link: rest };
  const bytes = Buffer.from(rest, 'base64');
  if (bytes.includes(0)) throw new Error(`${path} is not a text file: it has a NUL character`);
  return { text: decodeAll(bytes) };
}
