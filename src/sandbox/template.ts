import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from './environment.ts';
import { type TreeSettings, writeTree } from './tree.ts';

const run = promisify(execFile);
const services = ['named', 'isc-dhcp-server', 'nginx', 'shorewall'];
const templates = new Map<string, Promise<string>>();

/** Fills a folder with a host whose services run. The first of a kind takes a moment; those after it are copies, holes kept. */
export async function copyHost(folder: string, settings: TreeSettings): Promise<void> {
  const kind = JSON.stringify(settings);
  const template = templates.get(kind) ?? makeTemplate(settings);
  templates.set(kind, template);
  await run('cp', ['-a', '--sparse=always', '--reflink=auto', await template, folder]);
}

async function makeTemplate(settings: TreeSettings): Promise<string> {
  const farm = await mkdtemp(join(tmpdir(), 'farmhand-template-'));
  process.once('exit', () => rmSync(farm, { recursive: true, force: true }));
  const folder = join(farm, settings.name);
  await writeTree(folder, settings);
  await run('systemctl', ['restart', ...services], { env: environment(folder) });
  return folder;
}
