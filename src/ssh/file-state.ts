import { createHash } from 'node:crypto';
import type { FileState, Result, Script } from './host.ts';

const readScript = `
path=$1
if [ -L "$path" ]; then echo link; readlink -n -- "$path"
elif [ -f "$path" ]; then
  if [ -r "$path" ]; then as() { "$@"; }; else as() { as_root "$@"; }; fi
  echo file
  hash=$(as cat -- "$path" | sha256sum) && echo "\${hash%% *}" && as cat -- "$path"
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
 * What `readFileScript` found. The hash tells text that came through whole from bytes that are no UTF-8.
 * @throws Error when the path holds something else than a text file or a link, cannot be read, or is larger than what is kept of an answer.
 */
export function parseFileState(path: string, { code, stdout, stderr, truncated }: Result): FileState {
  if (truncated) throw new Error(`${path} is too large to be edited (over ${Math.floor(stdout.length / 1024)} KiB)`);
  if (code !== 0) throw new Error(`cannot read ${path}: ${stderr.trim() || `exit code ${code}`}`);
  const end = stdout.indexOf('\n');
  const [kind, rest] = [stdout.slice(0, end), stdout.slice(end + 1)];
  if (kind === 'absent') return null;
  if (kind === 'link') return { link: rest };
  const [hash, text] = [rest.slice(0, 64), rest.slice(65)];
  if (createHash('sha256').update(text).digest('hex') !== hash)
    throw new Error(
      text.includes('\ufffd') ? `${path} is not UTF-8 text` : `${path} changed while it was read; try again`,
    );
  if (text.includes('\0')) throw new Error(`${path} is not a text file: it has a NUL character`);
  return { text };
}
