import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkScript } from '../../../platforms/shorewall/switch-scripts.ts';
import { forwarded, type Texts, withoutForward } from '../../../platforms/shorewall/texts.ts';
import { needsRoot } from '../../support/root.ts';
import { needs } from '../../support/servers.ts';
import { wanted } from './files.ts';

/** Shorewall reads what this kernel can filter, which only root may. */
const suite = needsRoot() === describe ? needs('shorewall') : describe.skip;

suite('Shorewall itself', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-shorewall-'));
    cpSync(new URL('../../lab/host/etc/shorewall', import.meta.url), folder, { recursive: true });
    cpSync('/etc/shorewall/shorewall.conf', join(folder, 'shorewall.conf'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (name: keyof Texts) => readFileSync(join(folder, name), 'utf8');
  const texts = () => ({ rules: read('rules'), params: read('params') });
  const shorewall = (...args: string[]) => spawnSync('shorewall', args, { encoding: 'utf8' });

  /** The transaction's check of new files, run as the host runs it. */
  function check({ rules, params }: Texts) {
    const [newRules, newParams] = [join(folder, '.rules.farmhand'), join(folder, '.params.farmhand')];
    writeFileSync(newRules, rules);
    writeFileSync(newParams, params);
    const args = [newRules, newParams, 'rules', 'params', folder, '/etc/shorewall/rules VM_X', folder];
    // Its other files come from the host's own Shorewall, which here is not set up: so they are in the folder too.
    const mend = 'cp() { command cp "$@" && command cp -n "$from"/* "$folder"; };';
    const script = `from=${folder}; as_root() { "$@"; }; ${mend} ${checkScript('shorewall', 2)}`;
    return spawnSync('sh', ['-c', script, 'sh', ...args], { encoding: 'utf8' });
  }

  test('takes the forward that is added, and would forward the port', () => {
    const after = forwarded(wanted, texts());
    const { status, stdout, stderr } = check(after);
    expect(stdout + stderr).toContain('Shorewall configuration verified');
    expect(status).toBe(0);
    writeFileSync(join(folder, 'rules'), after.rules);
    writeFileSync(join(folder, 'params'), after.params);
    const compiled = join(folder, 'compiled');
    expect(shorewall('compile', folder, compiled).status).toBe(0);
    expect(readFileSync(compiled, 'utf8')).toContain('--dport 22006 -j DNAT --to-destination 10.10.60.6:22');
  });

  test('refuses the param without which a rule has no target', () => {
    const after = forwarded(wanted, texts());
    const { status, stdout, stderr } = check({
      rules: after.rules,
      params: withoutForward({ param: wanted.param }, after).params,
    });
    expect(status).not.toBe(0);
    expect(stdout + stderr).toMatch(/ERROR: /);
  });
});
