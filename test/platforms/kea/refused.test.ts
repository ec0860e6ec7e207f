import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needs } from '../../support/servers.ts';
import { indented, list, own, runningKea } from './running-kea.ts';
import { configuration } from './server.ts';

needs(
  'kea-dhcp4',
  'socat',
  'sshd',
)('what a running Kea is not made to take', () => {
  const kea = runningKea();

  test('what Kea refuses never gets in, and its words are told', async () => {
    const args = kea.dev();
    const before = await kea.start(configuration(kea.folder(), list));
    const { seen } = await kea.look(args);
    const broken = before.replace('"id": 1,', '"id": 1, "idd": 2,');
    kea.write(broken);
    await expect(kea.apply(args, seen)).rejects.toThrow(
      /refused the new .*kea-dhcp4\.conf \(check\).*Syntax check failed with: \S+\/kea-dhcp4\.conf:11\.\S+ got unexpected keyword "idd"/,
    );
    expect(kea.read()).toBe(broken);
    expect(await kea.look(args)).toMatchObject({
      is: 'blocked',
      why: expect.stringMatching(/^kea-dhcp4 refuses host01:\S+ as it is: Syntax check failed with: .*"idd"/),
    });
  });

  test('a server that refuses to read it again gets the old file back, and its words are told', async () => {
    const args = kea.dev();
    const before = await kea.start(configuration(kea.folder(), list));
    const { seen } = await kea.look(args);
    // kea-dhcp4 -t takes it: only the server itself opens the file of leases.
    const odd = before.replace('"persist": false', '"persist": true, "name": "/nonexistent/leases.csv"');
    kea.write(odd);
    const said =
      /\(reload\); the old ones are in place.*config-reload: Config reload failed: .*unable to open '\/nonexistent\/leases.csv'/;
    await expect(kea.apply(args, seen)).rejects.toThrow(said);
    expect(kea.read()).toBe(odd);
    expect(kea.served()).toEqual(['skaro.xivo.vm.farm', 'gallifrey.xivo.vm.farm']);
  });

  test('a server that runs with another file gets nothing into this one', async () => {
    const args = kea.dev();
    const before = await kea.start(configuration(kea.folder(), list));
    const other = join(kea.folder(), 'other.conf');
    writeFileSync(other, before);
    const elsewhere = { ...args, file: other };
    const { seen } = await kea.look(elsewhere);
    await expect(kea.apply(elsewhere, seen)).rejects.toThrow(
      /\(health\).*lacks the reservation gallifrey-dev.xivo.vm.farm all the same: does it run with another file\?/,
    );
    expect(readFileSync(other, 'utf8')).toBe(before);
  });

  test('a server that does not answer is said when the step is planned', async () => {
    const args = kea.dev();
    await kea.start(configuration(kea.folder(), list));
    await kea.stop();
    expect(await kea.look(args)).toMatchObject({
      is: 'blocked',
      why: expect.stringMatching(
        /^the DHCP server of host01 does not say on \S+\/socket what it has \(connect\(.*: Connection refused\): start kea-dhcp4/,
      ),
    });
  });

  test('an edit by hand since the look is kept, and what is not approved any more is not done', async () => {
    const args = kea.dev();
    const before = await kea.start(configuration(kea.folder(), list));
    const { seen } = await kea.look(args);
    const hand = before.replace('"id": 1,', '"id": 1, // by hand');
    kea.write(hand);
    await kea.apply(args, seen);
    expect(kea.read()).toBe(hand.replace('} # the last\n', `}, # the last\n${indented(own, '          ')}`));
    kea.write(hand.replace('10.10.60.3', '10.10.60.6'));
    await expect(kea.apply(args, seen)).rejects.toThrow('gallifrey.xivo.vm.farm (line 22) in');
  });

  test('what an included file reserves is in the way, and is not taken out of it', async () => {
    const args = kea.dev();
    const absent = kea.gone();
    const included = join(kea.folder(), 'more.json');
    writeFileSync(
      included,
      '[\n  { "hw-address": "52:54:86:b3:3f:10", "ip-address": "10.10.60.9", "hostname": "gallifrey.xivo.vm.farm" }\n]\n',
    );
    await kea.start(configuration(kea.folder(), `<?include "${included}"?>`));
    expect(await kea.look(args)).toMatchObject({
      is: 'blocked',
      why: `gallifrey.xivo.vm.farm (${included}:2) in host01:${kea.file()} has that MAC or address already`,
    });
    expect(await kea.look({ ...args, mac: '52:54:86:b3:3f:11' })).toMatchObject({
      is: 'blocked',
      why: `the reservations of the subnet 10.10.60.0/24 stand in ${included}:1, which ${kea.file()} includes: farmhand edits ${kea.file()} alone, so put this one there by hand`,
    });
    expect(await kea.look(absent)).toMatchObject({
      is: 'blocked',
      why: expect.stringContaining(`stands in ${included}:2, which`),
    });
  });
});
