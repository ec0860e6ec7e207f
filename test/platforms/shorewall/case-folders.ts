import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderFact } from '../../../platforms/shorewall/folder.ts';
import { firewallState } from '../../../platforms/shorewall/inventory.ts';
import type { Texts } from '../../../platforms/shorewall/texts.ts';
import { type Wall, wallOf } from '../../../platforms/shorewall/wall.ts';
import type { FirewallState } from '../../../src/farm/state.ts';

/** Folders of Shorewall's files as people write them; what they leave out is as the lab's host has it. */
const cases = new URL('./cases/', import.meta.url).pathname;
const lab = new URL('../../lab/host/etc/shorewall', import.meta.url).pathname;

export const caseNames: readonly string[] = readdirSync(cases).sort();

/** All of them in a new folder, which is the caller's to remove. */
export function laidOut(): string {
  const root = mkdtempSync(join(tmpdir(), 'farmhand-walls-'));
  for (const name of caseNames) {
    cpSync(lab, join(root, name), { recursive: true });
    cpSync(join(cases, name), join(root, name), { recursive: true });
    const params = join(root, name, 'params');
    writeFileSync(params, readFileSync(params, 'utf8').replaceAll('/etc/shorewall/', `${root}/${name}/`));
  }
  return root;
}

/** What farmhand reads of a folder, as it reads it on a host. */
export function readCase(folder: string): {
  readonly wall: Wall;
  readonly texts: Texts;
  readonly state: FirewallState;
} {
  const [rules, params] = [join(folder, 'rules'), join(folder, 'params')];
  const { read, parse } = folderFact('host01', folder, rules, params);
  const script = `as_root() { "$@"; }; ${read.script}`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', script, 'sh', ...(read.args ?? [])], { encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  const wall = wallOf(parse({ code: status ?? 1, stdout, stderr, truncated: false }), rules, params);
  return {
    wall,
    texts: { rules: readFileSync(rules, 'utf8'), params: readFileSync(params, 'utf8') },
    state: firewallState(wall, { unknown: 'not asked' }, '$IP_FAILOVER'),
  };
}
