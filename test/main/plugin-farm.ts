import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { apiVersion } from '../../src/plugin.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Ended, farmhand, installed } from './farmhand.ts';

const root = join(import.meta.dirname, '../..');

/** A folder with a farm.yaml of a sandbox's farm in it. */
export interface PluginFarm {
  readonly folder: string;
  readonly file: string;
  remove(): void;
}

/** Writes a farm.yaml of the sandbox's farm in a folder of its own, with `sections` in place of the sandbox's. */
export function pluginFarm(sandbox: Sandbox, sections: Readonly<Record<string, unknown>>): PluginFarm {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-plugins-'));
  const { hosts, ...farm } = parse(readFileSync(sandbox.farmFile, 'utf8'));
  const reached = Object.entries(hosts as Record<string, object>).map(([name, host]) => [
    name,
    { ...host, keys: [sandbox.keyFile], known_hosts: sandbox.knownHostsFile },
  ]);
  const file = join(folder, 'farm.yaml');
  writeFileSync(file, stringify({ ...farm, vms: {}, hosts: Object.fromEntries(reached), ...sections }));
  return { folder, file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Installs an example as npm would: what its package holds, in node_modules of a folder. */
export function installExample(name: string, folder: string): void {
  const packed = mkdtempSync(join(tmpdir(), 'farmhand-packed-'));
  try {
    run('npm', ['pack', '--silent', '--offline', '--pack-destination', packed, join(root, 'examples', name)], packed);
    run('sh', ['-c', 'tar -xzf *.tgz'], packed);
    const { name: own } = JSON.parse(readFileSync(join(packed, 'package/package.json'), 'utf8')) as { name: string };
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    cpSync(join(packed, 'package'), join(folder, 'node_modules', own), { recursive: true });
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
}

/** Has `farmhand` in node_modules of a folder be the package that tests start, as `npm link` does. */
export async function linkFarmhand(folder: string): Promise<void> {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(await installed(), join(folder, 'node_modules/farmhand'));
}

/** A plugin's module in JavaScript. */
export function file(text: string, { api = apiVersion, name = 'local' } = {}): string {
  return `import { definePlugin, Refusal, z } from 'farmhand/plugin';\nexport default definePlugin({ api: ${api}, name: '${name}', ${text} });\n`;
}

/** A command in JavaScript that answers "hello". */
export function command(name: string, more = ''): string {
  const examples = `examples: [{ say: '${name}', shows: 'hello' }]`;
  const answer = `answer: async () => ({ tone: 'answer', lines: ['hello'] })`;
  return `{ name: '${name}', kind: 'read', usage: '${name}', summary: 'x', ${examples}, ${more} ${answer} }`;
}

/** What came of a farmhand on a farm with plugins beside its farm.yaml, and nothing installed there. */
export interface WithPlugins extends Ended {
  /** Of farm.yaml, where the first plugin stands. */
  readonly line: number;
  /** A journal was begun. */
  readonly began: boolean;
}

/** Writes the files, and a farm.yaml of the sandbox's farm that names these plugins, and runs farmhand on it. */
export async function inFile(
  sandbox: Sandbox,
  texts: Readonly<Record<string, string>>,
  plugins: readonly string[],
  ...words: string[]
): Promise<WithPlugins> {
  const own = pluginFarm(sandbox, { plugins });
  try {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(own.folder, name), text);
    const ended = await farmhand([...words, '--farm', own.file]);
    const line = readFileSync(own.file, 'utf8').split('\n').indexOf('plugins:') + 2;
    return { ...ended, line, began: existsSync(join(own.folder, 'data')) };
  } finally {
    own.remove();
  }
}

function run(program: string, words: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(program, words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}: ${stderr}`);
}
