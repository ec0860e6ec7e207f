import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HostFiles, HostSeed, SandboxPart } from './part.ts';

const tools = join(import.meta.dirname, 'tools');
/** What every host has, whatever the platforms. */
const emptyFolders = ['root', 'tmp', 'var/lib/farmhand', 'faults', 'state/services'];

/** Fills a folder with the seed's host: the files of every part, and the stand-ins for its tools. No service has been started. */
export async function writeTree(folder: string, parts: readonly SandboxPart[], settings: HostSeed): Promise<void> {
  const standIns = await Promise.all([tools, ...parts.flatMap((part) => part.tools ?? [])].map(linksTo));
  await writeFiles(folder, [...emptyFolders, ...parts.flatMap((part) => part.folders ?? [])], {
    ...Object.assign({}, ...standIns),
    'etc/hostname': `${settings.name}.farm\n`,
    'etc/hosts':
      '127.0.0.1       localhost\n10.10.59.1      host01.farm host01\n10.10.59.100    gnt-cluster.farm gnt-cluster\n',
    ...Object.assign({}, ...parts.map((part) => part.files?.(settings))),
  });
  await Promise.all(parts.map((part) => part.make?.(folder, settings)));
}

/** Writes files and links, and makes their folders and others. */
export async function writeFiles(folder: string, folders: readonly string[], files: HostFiles): Promise<void> {
  for (const path of new Set([...folders, ...Object.keys(files).map(dirname)])) {
    await mkdir(join(folder, path), { recursive: true });
  }
  await Promise.all(
    Object.entries(files).map(([path, content]) =>
      typeof content === 'string' ? writeFile(join(folder, path), content) : symlink(content.link, join(folder, path)),
    ),
  );
}

/** A link in bin for each tool of a folder, in bin/lib for each file of its lib. */
export async function linksTo(folder: string): Promise<HostFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((file) => [`bin${file.slice(folder.length)}`, { link: file }]));
}
