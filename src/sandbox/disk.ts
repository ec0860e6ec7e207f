import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes at the start of a disk in which its archive is; from there on are marks, so that an incomplete copy is distinguished from a whole one. */
export const archiveSpace = 2 ** 20;
const markEvery = 4 * 2 ** 20;

const archives = new Map<string, Promise<Buffer>>();

/**
 * Makes a VM's disk: a file of `bytes`, mostly a hole. What stands for its file system is a tar archive at its start: the
 * sandbox's `mount` unpacks it, `umount` packs it again, so that a copy of the disk is a copy of the files.
 */
export async function makeDisk(path: string, bytes: number, host: string): Promise<void> {
  const archive = archives.get(host) ?? makeArchive(host);
  archives.set(host, archive);
  const disk = await open(path, 'wx');
  try {
    await disk.truncate(bytes);
    await disk.write(await archive, 0, null, 0);
    await writeMarks(disk, host, bytes);
  } finally {
    await disk.close();
  }
}

/** Makes a further disk of a VM, with no file system that is known. */
export async function makeDataDisk(path: string, bytes: number, host: string): Promise<void> {
  const disk = await open(path, 'wx');
  try {
    await disk.truncate(bytes);
    await writeMarks(disk, `data of ${host}`, bytes);
  } finally {
    await disk.close();
  }
}

async function writeMarks(disk: FileHandle, what: string, bytes: number): Promise<void> {
  for (let at = markEvery; at <= bytes; at += markEvery) await disk.write(`${what} to ${at}\n`.padStart(64), at - 64);
}

async function makeArchive(host: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-disk-'));
  try {
    for (const [file, text] of Object.entries(guestFiles(host))) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    const format = ['--format=ustar', '--sort=name', '--owner=0', '--group=0', '--mtime=@1310551200'];
    const { stdout } = await run('tar', ['-C', folder, ...format, '-c', '.'], { encoding: 'buffer' });
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The files of a guest that distinguish it from its clone. */
function guestFiles(host: string): Readonly<Record<string, string>> {
  return {
    'etc/hostname': `${host}\n`,
    'etc/hosts': `127.0.0.1       localhost\n127.0.1.1       ${host}.xivo.vm.farm ${host}\n`,
    'etc/machine-id': `${createHash('md5').update(host).digest('hex')}\n`,
    'etc/debian_version': '6.0.2\n',
    'etc/fstab': '/dev/vda / ext4 errors=remount-ro 0 1\n',
    'etc/ssh/ssh_host_rsa_key': `the private key of ${host}\n`,
    'etc/ssh/ssh_host_rsa_key.pub': `ssh-rsa AAAA root@${host}\n`,
    'etc/udev/rules.d/70-persistent-net.rules':
      'SUBSYSTEM=="net", ACTION=="add", DRIVERS=="?*", ATTR{address}=="52:54:7a:c4:05:d1", ATTR{dev_id}=="0x0", ATTR{type}=="1", KERNEL=="eth*", NAME="eth0"\n',
    'root/.keep': '',
  };
}
