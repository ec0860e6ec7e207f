import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandbox as iscDhcpd } from '../../platforms/isc-dhcpd/sandbox/files.ts';
import { createSandbox, type Sandbox, sandboxParts } from '../../platforms/sandboxes.ts';
import { sandbox as dnsmasq } from '../docs/examples/dnsmasq-sandbox.ts';
import { farmhand } from './farmhand.ts';
import { installExample, linkFarmhand, type PluginFarm, pluginFarm } from './plugin-farm.ts';

let sandbox: Sandbox;
let farm: PluginFarm;
/** The package of docs/add-a-platform.md, on a farm whose section dhcp says `kind: dnsmasq`. */
beforeAll(async () => {
  const parts = sandboxParts.map((part) => (part === iscDhcpd ? dnsmasq : part));
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 }, parts);
  farm = pluginFarm(sandbox, {
    plugins: ['farmhand-dnsmasq'],
    policy: [
      { commands: ['clone'], who: 'people', approvals: { need: 1, asker_counts: true } },
      { commands: ['undo'], who: 'people', approvals: { need: 0 } },
    ],
  });
  await linkFarmhand(farm.folder);
  installExample('dnsmasq', farm.folder);
});
afterAll(async () => {
  farm?.remove();
  await sandbox?.close();
});

const say = (...words: string[]) => farmhand(['--farm', farm.file, 'say', ...words]);
const path = () => join(sandbox.hosts[0].folder, 'etc/dnsmasq.hosts');
const file = () => readFileSync(path(), 'utf8');
const served = () => readFileSync(join(sandbox.hosts[0].folder, 'state/dnsmasq'), 'utf8');

describe('the platform of a package that farm.yaml names and chooses', () => {
  const entry = /^52:54(?::[0-9a-f]{2}){4},10\.10\.60\.\d+,gallifrey-dev\.xivo\.vm\.farm$/m;

  test("has its step in a clone's plan, with what changes in its file", async () => {
    const asked = await say('!clone gallifrey dev');
    expect(asked).toMatchObject({ code: 3, err: '' });
    const [address] = /10\.10\.60\.\d+/.exec(asked.out) ?? [];
    const { out } = await say('!plan 1');
    expect(out).toMatch(/DHCP host gallifrey-dev\.xivo\.vm\.farm \(52:54/);
    expect(out).toMatch(new RegExp(`\\+ ?52:54\\S+,${address},gallifrey-dev\\.xivo\\.vm\\.farm`));
    expect(out).toContain('systemctl reload dnsmasq');
  });

  test('does it, on a line of its own, and takes that line back', async () => {
    const before = file();
    expect(await say('!approve 1')).toMatchObject({ code: 0, out: expect.stringContaining('is done') });
    const [line = ''] = entry.exec(file()) ?? [];
    expect(file()).toBe(`${before}${line}\n`);
    expect(served()).toContain('gallifrey-dev.xivo.vm.farm 52:54');
    writeFileSync(path(), `# by hand\n${file()}`);
    expect(await say('!undo 1')).toMatchObject({ code: 0, out: expect.stringContaining('is done') });
    expect(file()).toBe(`# by hand\n${before}`);
    expect(served()).not.toContain('gallifrey-dev');
  });

  test('is asked who has which address', async () => {
    const before = file();
    const free = /address (10\.10\.60\.\d+)/.exec((await say('!plan clone gallifrey dev')).out)?.[1];
    writeFileSync(path(), `52:54:00:00:00:01,${free},printer\n${before}`);
    const { out } = await say('!plan clone gallifrey dev');
    expect(out).toContain('gallifrey-dev.xivo.vm.farm');
    expect(out).not.toContain(`address ${free}`);
    writeFileSync(path(), before);
  });

  test('is looked at by farmhand doctor', async () => {
    const { out } = await farmhand(['doctor', '--farm', farm.file]);
    expect(out).toMatch(/^ok +plugin dnsmasq: adds dnsmasq\.host and dnsmasq$/m);
    expect(out).not.toMatch(/PROBLEM.*dnsmasq/);
  });

  test('whose settings are wrong is told where in farm.yaml', async () => {
    const text = readFileSync(farm.file, 'utf8');
    writeFileSync(farm.file, text.replace('kind: dnsmasq', 'kind: dnsmasq\n  colour: red'));
    const { code, err } = await say('!status');
    writeFileSync(farm.file, text);
    expect(code).toBe(1);
    expect(err).toMatch(/dhcp.*unknown key colour; expected one of kind, host, file, reload/);
  });
});
