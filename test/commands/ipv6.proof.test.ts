import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { vms6 } from '../../src/sandbox/vms.ts';
import { type Scene, scene } from './scene.ts';

/** The farm as it is, zone serials left aside: they only rise. */
async function farmNow({ sandbox }: Scene): Promise<unknown> {
  return JSON.parse(JSON.stringify(await sandbox.snapshot()).replaceAll(/\b20\d{8}\b/g, 'SERIAL'));
}

describe('on a farm with IPv6', () => {
  test('a clone has both its addresses in DNS, and both go with it', async () => {
    const made = await scene(undefined, { vms: vms6 });
    const { say, done, farmhand } = made;
    const stateOf = async (run: number) => (await farmhand.engine.view(run))?.state;
    const before = await farmNow(made);
    await made.sandbox.stranger('2001:db8:10:60::6', '52:54:00:00:00:09');

    const plan = (await done('!clone gallifrey dev')).join('\n');
    expect(plan).toContain('DNS record gallifrey-dev.xivo.vm.farm AAAA 2001:db8:10:60::7');
    expect(plan).toContain(
      '2001:db8:10:60::6 is not given out, though nothing speaks of it: a machine with MAC 52:54:00:00:00:09, which answers there',
    );
    expect(plan).toMatch(/proof6 +proof that gallifrey-dev\.xivo\.vm\.farm answers by IPv6 \(port 22\)/);
    expect(await stateOf(1)).toBe('done');
    expect(plan).not.toContain('no rule');
    const files = await made.sandbox.snapshot();
    const last = (name: string) => files.get(`host01/etc/shorewall6/${name}`)?.split('\n').at(-2);
    expect(last('rules')).toMatch(/^ACCEPT +net +loc:\$VM6_GALLIFREY_DEV_XIVO +tcp +22,80$/);
    expect(last('params')).toBe('VM6_GALLIFREY_DEV_XIVO=[2001:db8:10:60::7]');
    const status = (await say('!status gallifrey-dev')).join('\n');
    expect(status).toMatch(/address +10\.10\.60\.7 {2}2001:db8:10:60::7 /);
    expect(status).not.toMatch(/record|PTR|DNS/);
    expect(await say('!status 2001:0DB8:10:60:0:0:0:7')).toEqual(await say('!status gallifrey-dev'));

    const removal = (await say('!destroy gallifrey-dev')).join('\n');
    expect(removal).toContain('removal of DNS record gallifrey-dev.xivo.vm.farm AAAA 2001:db8:10:60::7');
    expect(removal).toContain('removal of reverse DNS record 2001:db8:10:60::7 PTR gallifrey-dev.xivo.vm.farm');
    expect(removal).toContain('no more rules of the IPv6 firewall about 2001:db8:10:60::7');
    expect(removal).not.toContain('stays, and leads nowhere then');
    await say('!deny 2');
    expect((await say('!status')).join('\n')).not.toContain('look at');

    await done('!undo 1');
    expect(await stateOf(3)).toBe('done');
    expect(await farmNow(made)).toEqual(before);
  });

  test('what speaks of a VM by its IPv6 address is named before it is destroyed', async () => {
    const six = (text: string) => text.replace('dhcpd.conf', 'dhcpd6.conf');
    const made = await scene(
      (farm) => ({ ...farm, vms: new Map(), dhcp: { ...farm.dhcp, file6: six(farm.dhcp.file) } as typeof farm.dhcp }),
      {
        vms: vms6,
      },
    );
    const etc = join(made.sandbox.hosts[0].folder, 'etc');
    writeFileSync(join(etc, 'dhcp/dhcpd6.conf'), 'host skaro { fixed-address6 2001:db8:10:60:0:0:0:2; }\n');
    appendFileSync(join(etc, 'shorewall6/rules'), 'ACCEPT net loc:[2001:db8:10:60::5,2001:db8:10:60::2] tcp 443\n');
    writeFileSync(
      join(etc, 'nginx/sites-available/old'),
      'server { listen 80; server_name old.dachary.org; location / { proxy_pass http://[2001:DB8:10:60::2]; } }\n',
    );
    const plan = (await made.say('!destroy skaro')).join('\n');
    expect(plan.match(/stays, and leads nowhere then: \S+( host)? \S+/g)?.sort()).toEqual([
      'stays, and leads nowhere then: DHCPv6 host skaro',
      'stays, and leads nowhere then: rules of',
      'stays, and leads nowhere then: site old',
    ]);
    expect(plan).toContain('no more rules of the IPv6 firewall about 2001:db8:10:60::2');
  });

  test('rules about the address a VM has by the rule go with it, though DNS has no record of that', async () => {
    const made = await scene((farm) => ({ ...farm, vms: new Map() }), { vms: vms6 });
    const zone = join(made.sandbox.hosts[0].folder, 'etc/bind/db.farm');
    writeFileSync(zone, readFileSync(zone, 'utf8').replace(/^skaro\S* +IN +AAAA.*\n/m, ''));
    expect((await made.say('!status skaro')).join('\n')).toContain('look at this: farm has no AAAA record of it');
    const plan = (await made.say('!destroy skaro')).join('\n');
    expect(plan).toContain('no more rules of the IPv6 firewall about 2001:db8:10:60::2');
    expect(plan).not.toContain('AAAA 2001');
  });
});
