import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kea as platform } from '../../../platforms/kea/index.ts';
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
    await undo(kea.hosts, platform.actions, reservation, args, receipt);
    expect(kea.read()).toBe(before);
    expect(kea.served()).toEqual(['skaro.xivo.vm.farm', 'gallifrey.xivo.vm.farm']);
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
    await undo(kea.hosts, platform.actions, reservation, args, receipt);
    expect(kea.read()).toBe(before);
  });

  test('a removal is undone to the same place, with all it had, and what others wrote since stays', async () => {
    const absent = kea.gone();
    const more =
      '"hostname": "gallifrey.xivo.vm.farm", "option-data": [ { "name": "routers", "data": "10.10.60.253" } ]';
    const before = await kea.start(
      configuration(kea.folder(), list.replace('"hostname": "gallifrey.xivo.vm.farm"', more)),
    );
    const receipt = await perform(kea.hosts, reservation, absent);
    expect(kea.read()).not.toContain('gallifrey');
    expect(kea.served()).toEqual(['skaro.xivo.vm.farm']);
    kea.write(`# by hand\n${kea.read()}`);
    await undo(kea.hosts, platform.actions, reservation, absent, receipt);
    expect(kea.read()).toBe(`# by hand\n${before}`);
    expect(kea.served()).toContain('gallifrey.xivo.vm.farm');
  });

  test('where its neighbours have changed, what was taken out comes back at the end of its list', async () => {
    const absent = kea.gone();
    await kea.start(configuration(kea.folder(), list));
    const skaro = { ...absent, name: 'skaro.xivo.vm.farm' };
    const receipt = await perform(kea.hosts, reservation, skaro);
    expect(await perform(kea.hosts, reservation, absent)).not.toBeNull();
    await undo(kea.hosts, platform.actions, reservation, skaro, receipt);
    expect(kea.read()).toContain('"hw-address": "52:54:00:AA:BB:02", /* old card */');
    expect(kea.served()).toEqual(['skaro.xivo.vm.farm']);
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
    await perform(kea.hosts, reservation, second);
    await undo(kea.hosts, platform.actions, reservation, args, receipt);
    expect(kea.served()).toEqual(['skaro.xivo.vm.farm', 'gallifrey.xivo.vm.farm', 'b.xivo.vm.farm']);
  });

  test('a file that includes others beside the subnet is edited all the same', async () => {
    const args = kea.dev();
    const options = join(kea.folder(), 'options.json');
    writeFileSync(options, '"option-data": [ { "name": "domain-name", "data": "farm" } ], # for all\n');
    const before = await kea.start(configuration(kea.folder(), list, `<?include "${options}"?>\n    `));
    const receipt = await perform(kea.hosts, reservation, args);
    expect(kea.served()).toContain(args.name);
    await undo(kea.hosts, platform.actions, reservation, args, receipt);
    expect(kea.read()).toBe(before);
  });

  test('a subnet of a shared network, and one chosen by its id, get theirs', async () => {
    const args = kea.dev();
    const shared =
      '"shared-networks": [ { "name": "both", "subnet4": [ { "id": 7, "subnet": "10.10.61.0/24", "reservations": [] } ] } ],\n    ';
    const before = await kea.start(configuration(kea.folder(), list, shared));
    const receipt = await perform(kea.hosts, reservation, { ...args, address: '10.10.61.6', subnet: 7 });
    expect(kea.read()).toContain(
      '"subnet": "10.10.61.0/24", "reservations": [\n      { "hw-address": "52:54:86:b3:3f:10"',
    );
    await undo(kea.hosts, platform.actions, reservation, { ...args, address: '10.10.61.6', subnet: 7 }, receipt);
    expect(kea.read()).toBe(before);
  });

  test('bytes that are no UTF-8 are read, and stay', async () => {
    const args = kea.dev();
    const before = await kea.start(configuration(kea.folder(), list));
    const bytes = Buffer.concat([Buffer.from('# caf\xe9\n', 'latin1'), Buffer.from(before)]);
    writeFileSync(kea.file(), bytes);
    const receipt = await perform(kea.hosts, reservation, args);
    expect(readFileSync(kea.file()).includes(bytes.subarray(0, 7))).toBe(true);
    await undo(kea.hosts, platform.actions, reservation, args, receipt);
    expect(readFileSync(kea.file()).equals(bytes)).toBe(true);
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
