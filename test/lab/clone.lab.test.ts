import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IrcUser } from '../support/irc-user.ts';
import { type Installation, openInstallation } from './farmhand.ts';
import { type LabFarm, labFarm } from './fixture.ts';
import { footprint } from './footprint.ts';
import { approve, channel, done, type Network, question, startNetwork } from './irc.ts';
import { run } from './run.ts';

describe('farmhand on IRC, on a real farm', () => {
  let lab: LabFarm;
  let network: Network;
  let installation: Installation;
  let you: IrcUser;
  let sarah: IrcUser;
  let before: string;

  beforeAll(async () => {
    [lab, network] = await Promise.all([labFarm(), startNetwork('you', 'sarah')]);
    before = await footprint(lab);
    installation = await openInstallation(lab, { chat: network.chat });
    [you, sarah] = await Promise.all([network.join('you'), network.join('sarah')]);
    installation.farmhand(['start'], network.env);
    await network.arrived(you);
  });
  afterAll(async () => {
    await installation?.close();
    await network?.close();
  });

  /** The run that made gallifrey-dev, and the one that gave gallifrey-test back. */
  let cloned: string;
  let restored: string;

  const addressOf = async (suffix: string) =>
    (await host(`dig +short gallifrey-${suffix}.xivo.vm.farm @127.0.0.1`)).trim();
  const portOf = (address: string) => 22_000 + Number(address.split('.').at(-1));
  const host = async (command: string) => (await lab.exec(command)).stdout;
  const say = async (text: string) => {
    const { ended, said } = installation.farmhand(['say', text]);
    return { ...(await ended), said: said() };
  };

  it('makes two clones asked for at once, each approved by a reaction, with values of their own', async () => {
    you.say(channel, '!clone gallifrey dev');
    sarah.say(channel, '!clone gallifrey test');
    const dev = await question(you, 'clone gallifrey to gallifrey-dev');
    const test = await question(sarah, 'clone gallifrey to gallifrey-test');
    approve(you, dev);
    approve(sarah, test);
    await Promise.all([done(you, dev), done(sarah, test)]);
    const instances = await host(`gnt-instance list --no-headers --separator='|' -o name,status,nic.macs`);
    const macs = [...instances.matchAll(/^gallifrey-\w+\.xivo\.vm\.farm\|running\|(\S+)$/gm)].map(([, mac]) => mac);
    expect(new Set(macs).size, instances).toBe(2);
    expect([await addressOf('dev'), await addressOf('test')].sort()).toEqual(['10.10.60.6', '10.10.60.7']);
    cloned = dev.run;
  });

  it.each(['dev', 'test'])(
    'serves the page of gallifrey-%s by its public name, from inside the new VM',
    async (suffix) => {
      const mac = (await host(`gnt-instance list --no-headers -o nic.macs gallifrey-${suffix}.xivo.vm.farm`)).trim();
      const address = await addressOf(suffix);
      const page = await get(lab.ports[80] ?? 0, `gallifrey-${suffix}.dachary.org`);
      expect(page).toContain(`hostname=gallifrey-${suffix}\naddress=${address}\nmac=${mac}\n`);
      expect(await host(`dig +short -x ${address} @127.0.0.1`)).toBe(`gallifrey-${suffix}.xivo.vm.farm.\n`);
      expect(await host('journalctl -q --no-pager -o cat -t dhcpd')).toContain(`DHCPACK on ${address} to ${mac}`);
      expect(await host('iptables -w -t nat -S')).toMatch(
        new RegExp(`--dport ${portOf(address)} .*-j DNAT --to-destination ${address}:22$`, 'm'),
      );
      const monitor = `/var/run/ganeti/kvm-hypervisor/ctrl/gallifrey-${suffix}.xivo.vm.farm.monitor`;
      expect(await host(`echo info balloon | socat - UNIX-CONNECT:${monitor}`)).toContain('balloon: actual=128');
    },
  );

  it('leads the public SSH port to the new VM, which has a host key of its own', async () => {
    const key = async (port: number) => {
      const { stdout } = await run('ssh-keyscan', ['-T', '60', '-t', 'ed25519', '-p', String(port), '127.0.0.1']);
      return stdout.split(' ')[2];
    };
    const source = await key(lab.ports[22005] ?? 0);
    const clone = await key(lab.ports[portOf(await addressOf('dev'))] ?? 0);
    expect(clone).toMatch(/^AAAA/);
    expect(clone).not.toBe(source);
  });

  it('says of a clone that all is well', async () => {
    const { code, said } = await say('!status gallifrey-dev');
    expect(said).toMatch(/^gallifrey-dev: running on host01\.farm, owner \w+\n/);
    const address = await addressOf('dev');
    expect(said).toContain(address);
    expect(said).toContain(String(portOf(address)));
    expect(said).toContain('http://gallifrey-dev.dachary.org');
    expect(said).toContain('128 MiB of 256 MiB');
    expect(said).not.toMatch(/look at this|Not known/);
    expect(code).toBe(0);
  });

  it('gives a destroyed VM back from the bin, with what was written on its disk and its entries as they were', async () => {
    const name = 'gallifrey-test.xivo.vm.farm';
    const command = async (text: string, title: string, by: IrcUser) => {
      you.say(channel, text);
      const asked = await question(you, title);
      approve(by, asked);
      await done(you, asked);
      return asked.run;
    };
    const disk = 'd=/dev/all/$(gnt-instance info --static NAME | sed -n "s,.*logical_id: all/,,p")'.replace(
      'NAME',
      name,
    );
    const said = () => host(`${disk}; debugfs -R 'cat /said' $d 2> /dev/null`);
    const entries = () =>
      host(`cat /etc/dhcp/dhcpd.conf /etc/shorewall/rules /etc/shorewall/params /etc/nginx/sites-enabled/*;
        grep -hv serial /etc/bind/db.farm; gnt-instance list --no-headers -o name,status,nic.macs,be/maxmem ${name}`);
    await command('!stop gallifrey-test', 'stop gallifrey-test', you);
    await host(`echo before > /tmp/said; ${disk}; debugfs -w -R 'write /tmp/said said' $d`);
    expect(await said()).toBe('before\n');
    const before = await entries();
    const destroyed = await command('!destroy gallifrey-test', 'destroy gallifrey-test', sarah);
    expect(await host('gnt-instance list --no-headers -o name')).not.toContain(name);
    expect((await say('!bin')).said).toMatch(new RegExp(`gallifrey-test .*!undo ${destroyed} gives it back`));
    restored = await command(`!undo ${destroyed}`, `undo run ${destroyed}`, sarah);
    expect(await said()).toBe('before\n');
    expect(await entries()).toBe(before);
  });

  it("undoes one and destroys the other, which is somebody else's, at once, each approved by a second person, and leaves the farm as it was", async () => {
    you.say(channel, `!undo ${cloned}`);
    you.say(channel, '!destroy gallifrey-test');
    const undo = await question(sarah, `undo run ${cloned}`);
    const destroy = await question(sarah, 'destroy gallifrey-test', restored);
    approve(you, destroy);
    await you.hears('farmhand', /somebody else has to approve/);
    approve(sarah, undo);
    approve(sarah, destroy);
    await Promise.all([done(sarah, undo), done(sarah, destroy)]);
    you.say(channel, '!purge gallifrey-test');
    const purge = await question(you, 'purge gallifrey-test');
    approve(sarah, purge);
    await done(you, purge);
    expect(await footprint(lab)).toBe(before);
  });
});

/** What an HTTP server on loopback answers for a site. */
function get(port: number, site: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, headers: { host: site }, timeout: 60_000 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => (text += part));
      answer.on('end', () => resolve(text));
    });
    asked.on('timeout', () => asked.destroy(new Error(`${site} did not answer within 60 s`)));
    asked.on('error', reject).end();
  });
}
