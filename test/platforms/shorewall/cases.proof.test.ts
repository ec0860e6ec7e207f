import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forwarded, inTheWay, type Texts, withoutForward } from '../../../platforms/shorewall/texts.ts';
import { needsRoot } from '../../support/root.ts';
import { needs } from '../../support/servers.ts';
import { caseNames, laidOut, readCase } from './case-folders.ts';
import { wanted } from './files.ts';

const run = promisify(execFile);

/** Shorewall reads what this kernel can filter, which only root may. */
const suite = needsRoot() === describe ? needs('shorewall') : describe.skip;

suite('Shorewall itself', () => {
  let root: string;
  beforeAll(() => {
    root = laidOut();
  });
  afterAll(() => rmSync(root, { recursive: true }));

  /** Compiles the folder with these texts; what the firewall would do. */
  async function compiled(name: string, { rules, params }: Texts): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'farmhand-compiled-'));
    cpSync(join(root, name), folder, { recursive: true });
    cpSync('/etc/shorewall/shorewall.conf', join(folder, 'shorewall.conf'));
    writeFileSync(join(folder, 'rules'), rules);
    writeFileSync(join(folder, 'params'), params);
    const out = await run('shorewall', ['compile', folder, join(folder, 'out')]).then(
      () => readFileSync(join(folder, 'out'), 'utf8'),
      ({ stderr }) => `refused: ${/ERROR: .*\)(?= )/.exec(stderr)?.[0]}`,
    );
    rmSync(folder, { recursive: true });
    return out;
  }
  const forwards = '--dport 22006 -j DNAT --to-destination 10.10.60.6:22';

  test.each(caseNames)('agrees before and after: %s', async (name) => {
    const { wall, texts } = readCase(join(root, name));
    const after = inTheWay(wanted, texts, wall) === undefined ? forwarded(wanted, texts, wall) : texts;
    const without = withoutForward({ param: 'VM_SKARO_XIVO' }, texts, wall);
    const [plain, changed, less] = await Promise.all([texts, after, without].map((one) => compiled(name, one)));
    if (plain?.startsWith('refused')) return expect([changed, less]).toEqual([plain, plain]);
    expect(plain).not.toContain(forwards);
    expect(changed?.includes(forwards)).toBe(after !== texts);
    expect(less).not.toMatch(/--to-destination 10\.10\.60\.2:22/);
  });
});
