import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { archivedFiles } from './archive.ts';
import { archiveSpace } from './disk.ts';

/** What is on a disk, for comparing: its files (of new keys and machine-ids only that they are new), and a hash of the rest. */
export async function describeDisk(path: string): Promise<string> {
  const files = archivedFiles(await start(path)).map(({ name, text }) => `${name}: ${masked(name, text)}`);
  return [...files.sort(), `rest: ${await restHash(path)}`].join('\n');
}

async function start(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(archiveSpace), 0, archiveSpace, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function restHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { start: archiveSpace, highWaterMark: 2 ** 20 })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** What personalising makes anew each time, without what is random in it. */
function masked(name: string, text: string): string {
  if (name.endsWith('/machine-id')) return text.replace(/[0-9a-f]{32}/, 'a machine-id');
  if (/\/ssh_host_\w+_key(\.pub)?$/.test(name)) return `a key, ${text.split('\n').length} lines`;
  return text;
}
