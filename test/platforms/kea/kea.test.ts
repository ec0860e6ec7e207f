import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { kea } from '../../../platforms/kea/index.ts';
import { reservation } from '../../../platforms/kea/reservation.ts';
import { perform, undo } from '../../farm/real-host.ts';
import { needs } from '../../support/servers.ts';
import { indented, list, own, runningKea } from './running-kea.ts';
import { ask, configuration } from './server.ts';

needs(
  'kea-dhcp4',
  'socat',
  'sshd',
)('reservations of a running Kea', () => {
  const kea = runningKea();

  test('one is there, and the server has it, when the step is done; undone, the file is the same to the byte', async () => {
    const args = kea.dev();
    const before = await kea.start(configuration(kea.folder(), list));
    expect(await kea.look(args)).toMatchObject({
      is: 'todo',
      effect: {
        commands: [
          `kea-dhcp4 -t ${kea.file()}`,
          `printf '{"command":"config-reload"}' | socat - UNIX-CONNECT:${kea.folder()}/socket`,
        ],
        changes: [{ host: 'host01', path: kea.file(), removed: [], added: own }],
      },
    });
    const receipt = await perform(kea.hosts, reservation, args);
    expect(kea.read()).toBe(before.replace('} # the last\n', `}, # the last\n${indented(own, '          ')}`));
    expect(kea.served()).toContain(args.name);
    expect(await kea.look(args)).toMatchObject({
      is: 'done',
      why: 'the DHCP server has gallifrey-dev.xivo.vm.farm with 52:54:86:b3:3f:10',
    });
    await undo(real.hosts, kea.actions, reservation, args, receipt);
    expect(read()).toBe(before);
    expect(served()).toEqual(['skaro.xivo.vm.farm', 'gallifrey.xivo.vm.farm']);
  });

  test('a file that has it is not done while the server has it not', async () => {
    const args = kea.dev();
    const before = await kea.start(configuration(kea.folder(), list));
    const receipt = await perform(kea.hosts, reservation, args);
    const added = kea.read();
    kea.write(before);
    ask(kea.folder(), 'config-reload');
    kea.write(added);
    expect(await kea.look(args)).toMatchObject({
      is: 'todo',
      effect: { commands: [expect.stringContaining('config-reload')] },
    });
    expect(await perform(kea.hosts, reservation, args)).toBeNull();
    expect(kea.served()).toContain(args.name);
    expect(kea.read()).toBe(added);
    expect(receipt).not.toBeNull();
  });

  test('one that is gone from the file is not done while the server has it', async () => {
    const absent = kea.gone();
    await kea.start(configuration(kea.folder(), list));
    kea.write(configuration(kea.folder(), '[]'));
    expect(await kea.look(absent)).toMatchObject({
      is: 'todo',
      effect: { commands: [expect.stringContaining('config-reload')] },
    });
    expect(await perform(kea.hosts, reservation, absent)).toBeNull();
    expect(kea.served()).toEqual([]);
  });

  test('the first one of a subnet brings its list with it, and takes it with it when undone', async () => {
    const args = kea.dev();
    const before = await kea.start(
      configuration(kea.folder(), '[]').replace(',\n        "reservations": []', ' # none yet'),
    );
    const receipt = await perform(kea.hosts, reservation, args);
    const one = `{ ${own
      .slice(1, 4)
      .map((line) => line.trim())
      .join(' ')} }`;
    expect(kea.read()).toBe(
      before.replace(' # none yet', `, # none yet\n        "reservations": [\n          ${one}\n        ]`),
    );
    await undo(real.hosts, kea.actions, reservation, args, receipt);
    expect(read()).toBe(before);
  });

  test('a removal is undone to the same place, with all it had, and what others wrote since stays', async () => {
    const absent = kea.gone();
    const more =
      '"hostname": "gallifrey.xivo.vm.farm", "option-data": [ { "name": "routers", "data": "10.10.60.253" } ]';
    await start(configuration(folder, list.replace('"hostname": "gallifrey.xivo.vm.farm"', more)));
    const receipt = await perform(real.hosts, reservation, absent);
    expect(read()).not.toContain('gallifrey');
    expect(served()).toEqual(['skaro.xivo.vm.farm']);
    write(`# by hand\n${read()}`);
    await undo(real.hosts, kea.actions, reservation, absent, receipt);
    expect(read()).toBe(`# by hand\n${before}`);
    expect(served()).toContain('gallifrey.xivo.vm.farm');
  });

  test('where its neighbours have changed, what was taken out comes back at the end of its list', async () => {
    const absent = kea.gone();
    await kea.start(configuration(kea.folder(), list));
    const skaro = { ...absent, name: 'skaro.xivo.vm.farm' };
    const receipt = await perform(real.hosts, reservation, skaro);
    expect(await perform(real.hosts, reservation, absent)).not.toBeNull();
    await undo(real.hosts, kea.actions, reservation, skaro, receipt);
    expect(read()).toContain('"hw-address": "52:54:00:AA:BB:02", /* old card */');
    expect(served()).toEqual(['skaro.xivo.vm.farm']);
  });

  test('one that was changed by hand since is not taken back', async () => {
    const args = kea.dev();
    await kea.start(configuration(kea.folder(), list));
    const receipt = await perform(kea.hosts, reservation, args);
    kea.write(kea.read().replace('"10.10.60.6"', '"10.10.60.6", "next-server": "10.10.60.1"'));
    const undoing = reservation.undo(reservation.args.parse(args), receipt);
    const [back] = 'by' in undoing ? undoing.by : [];
    expect(await kea.look(JSON.parse(JSON.stringify(back?.args)))).toMatchObject({
      is: 'done',
      why: 'gallifrey-dev.xivo.vm.farm was changed by somebody since: it is left alone',
    });
  });

  test('one that others were added behind is taken back all the same', async () => {
    const args = kea.dev();
    await kea.start(configuration(kea.folder(), list));
    const receipt = await perform(kea.hosts, reservation, args);
    const second = { ...args, name: 'b.xivo.vm.farm', mac: '52:54:86:b3:3f:11', address: '10.10.60.7' };
    await perform(real.hosts, reservation, second);
    await undo(real.hosts, kea.actions, reservation, args, receipt);
    expect(served()).toEqual(['skaro.xivo.vm.farm', 'gallifrey.xivo.vm.farm', 'b.xivo.vm.farm']);
  });

  test('what Kea refuses never gets in, and its words are told', async () => {
    await start(configuration(folder, list));
    const wide = { ...args, address: '10.10.60.2', mac: '52:54:86:b3:3f:10' };
    const { seen } = await judge(real.hosts, reservation, args);
    const broken = before.replace('"id": 1,', '"id": 1, "idd": 2,');
    write(broken);
    await expect(reservation.apply(reservation.args.parse(args), seen, applying(real.hosts))).rejects.toThrow(
      /refused the new .*kea-dhcp4\.conf \(check\).*Syntax check failed with: \S+\/kea-dhcp4\.conf:11\.\S+ got unexpected keyword "idd"/,
    );
    expect(read()).toBe(broken);
    expect(await judge(real.hosts, reservation, wide)).toMatchObject({
      is: 'blocked',
      why: expect.stringMatching(/^kea-dhcp4 refuses host01:\S+ as it is: Syntax check failed with: .*"idd"/),
    });
  });

  test('a server that refuses to read it again gets the old file back, and its words are told', async () => {
    await start(configuration(folder, list));
    const { seen } = await judge(real.hosts, reservation, args);
    // Where leases are kept is no matter of the test: only the server itself opens the file.
    const odd = before.replace('"persist": false', '"persist": true, "name": "/nonexistent/leases.csv"');
    write(odd);
    const said =
      /\(reload\); the old ones are in place.*config-reload: Config reload failed: .*unable to open '\/nonexistent\/leases.csv'/;
    await expect(reservation.apply(reservation.args.parse(args), seen, applying(real.hosts))).rejects.toThrow(said);
    expect(read()).toBe(odd);
    expect(served()).toEqual(['skaro.xivo.vm.farm', 'gallifrey.xivo.vm.farm']);
  });

  test('a server that runs with another file gets nothing into this one', async () => {
    await start(configuration(folder, list));
    const other = join(folder, 'other.conf');
    writeFileSync(other, before);
    const elsewhere = { ...args, file: other };
    const { seen } = await judge(real.hosts, reservation, elsewhere);
    await expect(reservation.apply(reservation.args.parse(elsewhere), seen, applying(real.hosts))).rejects.toThrow(
      /\(health\).*lacks the reservation gallifrey-dev.xivo.vm.farm all the same: does it run with another file\?/,
    );
    expect(readFileSync(other, 'utf8')).toBe(before);
  });

  test('a server that does not answer is said when the step is planned', async () => {
    await start(configuration(folder, list));
    await kea.stop();
    expect(await judge(real.hosts, reservation, args)).toMatchObject({
      is: 'blocked',
      why: expect.stringMatching(
        /^the DHCP server of host01 does not say on \S+\/socket what it has \(connect\(.*: Connection refused\): start kea-dhcp4/,
      ),
    });
  });

  test('an edit by hand since the look is kept, and what is not approved any more is not done', async () => {
    await start(configuration(folder, list));
    const { seen } = await judge(real.hosts, reservation, args);
    const hand = before.replace('"id": 1,', '"id": 1, // by hand');
    write(hand);
    await reservation.apply(reservation.args.parse(args), seen, applying(real.hosts));
    expect(read()).toBe(hand.replace('} # the last\n', `}, # the last\n${text(own, '          ')}`));
    write(hand.replace('10.10.60.3', '10.10.60.6'));
    await expect(reservation.apply(reservation.args.parse(args), seen, applying(real.hosts))).rejects.toThrow(
      'gallifrey.xivo.vm.farm (line 22) in',
    );
  });

  test('what an included file reserves is in the way, and is not taken out of it', async () => {
    const included = join(folder, 'more.json');
    writeFileSync(
      included,
      '[\n  { "hw-address": "52:54:86:b3:3f:10", "ip-address": "10.10.60.9", "hostname": "gallifrey.xivo.vm.farm" }\n]\n',
    );
    await start(configuration(folder, `<?include "${included}"?>`));
    expect(await judge(real.hosts, reservation, args)).toMatchObject({
      is: 'blocked',
      why: `gallifrey.xivo.vm.farm (${included}:2) in host01:${file()} has that MAC or address already`,
    });
    expect(await judge(real.hosts, reservation, { ...args, mac: '52:54:86:b3:3f:11' })).toMatchObject({
      is: 'blocked',
      why: `the reservations of the subnet 10.10.60.0/24 stand in ${included}:1, which ${file()} includes: farmhand edits ${file()} alone, so put this one there by hand`,
    });
    expect(await judge(real.hosts, reservation, absent)).toMatchObject({
      is: 'blocked',
      why: expect.stringContaining(`stands in ${included}:2, which`),
    });
  });

  test('a file that includes others beside the subnet is edited all the same', async () => {
    const args = kea.dev();
    const options = join(kea.folder(), 'options.json');
    writeFileSync(options, '"option-data": [ { "name": "domain-name", "data": "farm" } ], # for all\n');
    await start(configuration(folder, list, `<?include "${options}"?>\n    `));
    const receipt = await perform(real.hosts, reservation, args);
    expect(served()).toContain(args.name);
    await undo(real.hosts, kea.actions, reservation, args, receipt);
    expect(read()).toBe(before);
  });

  test('a subnet of a shared network, and one chosen by its id, get theirs', async () => {
    const args = kea.dev();
    const shared =
      '"shared-networks": [ { "name": "both", "subnet4": [ { "id": 7, "subnet": "10.10.61.0/24", "reservations": [] } ] } ],\n    ';
    await start(configuration(folder, list, shared));
    const receipt = await perform(real.hosts, reservation, { ...args, address: '10.10.61.6', subnet: 7 });
    expect(read()).toContain('"subnet": "10.10.61.0/24", "reservations": [\n      { "hw-address": "52:54:86:b3:3f:10"');
    await undo(real.hosts, kea.actions, reservation, { ...args, address: '10.10.61.6', subnet: 7 }, receipt);
    expect(read()).toBe(before);
  });

  test('bytes that are no UTF-8 are read, and stay', async () => {
    const args = kea.dev();
    const before = await kea.start(configuration(kea.folder(), list));
    const bytes = Buffer.concat([Buffer.from('# caf\xe9\n', 'latin1'), Buffer.from(before)]);
    writeFileSync(file(), bytes);
    const receipt = await perform(real.hosts, reservation, args);
    expect(readFileSync(file()).includes(bytes.subarray(0, 7))).toBe(true);
    await undo(real.hosts, kea.actions, reservation, args, receipt);
    expect(readFileSync(file()).equals(bytes)).toBe(true);
  });

  test('five added at once are all there in the end', async () => {
    const args = kea.dev();
    await kea.start(configuration(kea.folder(), list));
    const all = [1, 2, 3, 4, 5].map((n) => ({
      ...args,
      name: `vm${n}.xivo.vm.farm`,
      mac: `52:54:00:00:01:0${n}`,
      address: `10.10.60.5${n}`,
    }));
    await Promise.all(all.map((one) => perform(kea.hosts, reservation, one)));
    expect(
      kea
        .served()
        .filter((name) => name.startsWith('vm'))
        .sort(),
    ).toEqual(all.map(({ name }) => name));
  });
});
