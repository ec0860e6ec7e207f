import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What whoever had the disk before left on it, in every 4 KiB. */
export const marker = 'THE DATA OF A VM THAT IS GONE';

const mib = 2 ** 20;

/** Runs a program that is in sbin, perhaps. */
export function tool(program: string, ...args: readonly string[]): string {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C' };
  return execFileSync(program, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 28 });
}

/** Fills a file of that size with another VM's data. */
export function fillWithMarkers(file: string, bytes: number): void {
  writeFileSync(file, Buffer.alloc(bytes, marker.padEnd(4096, '.')));
}

/** How many places of a file have another VM's data. */
export function markersIn(file: string): number {
  const content = readFileSync(file);
  let count = 0;
  for (let at = content.indexOf(marker); at >= 0; at = content.indexOf(marker, at + 1)) count += 1;
  return count;
}

/** A folder with a few hundred files, some of them with zeroes in the middle, which none of the methods may leave out. */
function filesToCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-files-'));
  for (let at = 0; at < 200; at++) {
    mkdirSync(join(folder, `d${at % 9}`), { recursive: true });
    writeFileSync(join(folder, `d${at % 9}`, `f${at}`), `${at} `.repeat(((at * 7919) % 9000) + 1));
  }
  const zeroes = Buffer.alloc(3 * mib);
  writeFileSync(join(folder, 'zeroes'), Buffer.concat([Buffer.from('a'), zeroes, Buffer.from('z')]));
  return folder;
}

/** Makes a file system in a piece of a file. */
export function makeFileSystem(
  file: string,
  type: string,
  at: number,
  bytes: number,
  options: readonly string[] = [],
): void {
  const files = filesToCopy();
  try {
    const where = at === 0 ? [] : ['-E', `offset=${at}`];
    const size = `${Math.floor(bytes / 1024)}k`;
    tool(`mkfs.${type}`, '-q', '-F', '-d', files, ...where, ...options, file, size);
    // What was deleted: free blocks with something in them.
    const junk = join(files, 'junk');
    writeFileSync(junk, 'deleted '.repeat(mib / 4));
    debugfs(file, at, [`write ${junk} junk`, 'rm junk']);
  } finally {
    rmSync(files, { recursive: true });
  }
}

/** How many bytes the ext file system of a file counts as free. */
export function freeBytes(file: string): number {
  const header = tool('dumpe2fs', '-h', file);
  const number = (name: string) => Number(new RegExp(`^${name}: +(\\d+)$`, 'm').exec(header)?.[1]);
  return number('Free blocks') * number('Block size');
}

/** `file?offset=N`, as e2fsprogs name a piece of a file. */
export function piece(file: string, at: number): string {
  return at === 0 ? file : `${file}?offset=${at}`;
}

function debugfs(file: string, at: number, commands: readonly string[]): string {
  const script = `${file}.commands`;
  writeFileSync(script, `${commands.join('\n')}\n`);
  try {
    return tool('debugfs', '-w', '-f', script, piece(file, at));
  } finally {
    rmSync(script);
  }
}

/**
 * Makes a file system that of a guest that was killed in mid-write: a file was written and synced, and all that says so (its inode, its folder, the
 * lists of blocks in use) stands in the journal alone.
 */
export function killInMidWrite(file: string, at: number, blockSize: number): void {
  const [before, written] = [`${file}.before`, `${file}.written`];
  const content = `${file}.content`;
  try {
    copyFileSync(file, before);
    writeFileSync(content, 'written at the last moment '.repeat(mib / 8));
    debugfs(file, at, [`write ${content} late`]);
    const data = new Set(
      debugfs(file, at, ['blocks /late']).trim().split('\n').at(-1)?.trim().split(/\s+/).map(Number),
    );
    const [was, is] = [readFileSync(before), readFileSync(file)];
    const block = (all: Buffer, number: number) => all.subarray(at + number * blockSize, at + (number + 1) * blockSize);
    const changed = Array.from({ length: Math.floor((is.length - at) / blockSize) }, (_, number) => number).filter(
      (number) => !block(was, number).equals(block(is, number)),
    );
    const metadata = changed.filter((number) => !data.has(number));
    writeFileSync(written, Buffer.concat(metadata.map((number) => block(is, number))));
    for (const number of metadata) block(was, number).copy(is, at + number * blockSize);
    writeFileSync(file, is);
    debugfs(file, at, ['journal_open', `journal_write -b ${metadata.join(',')} ${written}`, 'journal_close']);
  } finally {
    for (const one of [before, written, content]) rmSync(one, { force: true });
  }
}

/** Replays the journal as a kernel or e2fsck does, which has no trouble with a file of its own. */
export function replay(file: string, at: number, bytes: number): void {
  const area = `${file}.area`;
  try {
    writeFileSync(area, readFileSync(file).subarray(at, at + bytes));
    tool('sh', '-c', 'e2fsck -y -E journal_only "$1" || [ $? -eq 1 ]', 'sh', area);
    write(file, at, readFileSync(area));
  } finally {
    rmSync(area, { force: true });
  }
}

/** The hash of every file of a file system, by its path. */
export function hashes(file: string, at: number): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-dump-'));
  try {
    tool('debugfs', '-R', `rdump / ${folder}`, piece(file, at));
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      statSync(join(folder, path)).isFile(),
    );
    return Object.fromEntries(
      paths.sort().map((path) => [
        path,
        createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex'),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The label of an LVM physical volume, as blkid(8) wants it. */
export function makePhysicalVolume(file: string, at: number): void {
  const label = Buffer.alloc(512);
  label.write('LABELONE');
  label.writeBigUInt64LE(1n, 8);
  label.writeUInt32LE(32, 20);
  label.write('LVM2 001', 24);
  label.write('Zk2x9h1111222233334444555566666a', 32);
  // LVM's own CRC, of all that is behind it.
  let crc = 0xf597a6cf;
  for (const byte of label.subarray(20)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  label.writeUInt32LE(crc >>> 0, 16);
  write(file, at + 512, label);
}

/** Writes a piece of a file. */
export function write(file: string, at: number, bytes: Buffer | string): void {
  const open = openSync(file, 'r+');
  try {
    const content = Buffer.from(bytes as string);
    writeSync(open, content, 0, content.length, at);
  } finally {
    closeSync(open);
  }
}

/** Makes a swap area in a piece of a file. */
export function makeSwap(file: string, at: number, bytes: number): void {
  const area = `${file}.area`;
  try {
    writeFileSync(area, Buffer.alloc(bytes, 'what was swapped out '));
    tool('mkswap', '-q', area);
    write(file, at, readFileSync(area));
  } finally {
    rmSync(area, { force: true });
  }
}

/** An XFS, of less than the 300 MB that mkfs.xfs wants outside its own tests. */
export function makeXfs(file: string, at: number, bytes: number): void {
  const area = `${file}.area`;
  try {
    writeFileSync(area, Buffer.alloc(bytes));
    const ownTests = ['TEST_DIR=1', 'TEST_DEV=1', 'QA_CHECK_FS=1'];
    tool('env', ...ownTests, 'mkfs.xfs', '-q', '-f', area);
    write(file, at, readFileSync(area));
  } finally {
    rmSync(area, { force: true });
  }
}

/** Makes partitions, in the words of sfdisk(8). */
export function partition(file: string, table: string): void {
  writeFileSync(`${file}.table`, table);
  try {
    tool('sh', '-c', 'sfdisk -q "$1" <"$1.table"', 'sh', file);
  } finally {
    rmSync(`${file}.table`);
  }
}
