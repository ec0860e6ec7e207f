import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { set } from '../../../platforms/ganeti/balloon.ts';
import { balloonFact, balloonIn, balloonsFact } from '../../../platforms/ganeti/monitor.ts';
import { balloon, memory } from '../../../platforms/ganeti/steps.ts';
import type { Invocation } from '../../../src/engine/action.ts';
import { vmNamed } from '../../../src/farm/naming.ts';
import { wouldDo } from '../../farm/judging.ts';
import { apply, attempt, look, perform, type Sandboxed, sandboxed, undo } from '../../farm/sandboxed.ts';

const gib = 2 ** 30;
const result = (stdout: string, stderr = '', code = 0) => ({ code, stdout, stderr, truncated: false });

/** QEMU 7.2 shows what is typed one character after the other. */
const typed = 'b\u001b[K\u001b[D ba\u001b[K\u001b[D\u001b[Dinfo balloon\u001b[K\r\n';

describe('the monitor', () => {
  test.each([
    [
      'its answer',
      `QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ${typed}balloon: actual=128\r\n(qemu) `,
      128,
    ],
    ['the last of several', 'balloon: actual=4096\r\n(qemu) x\r\nballoon: actual=1024\r\n', 1024],
    ['nothing in what is typed', 'balloon: \u001b[Kactual=1\r\n(qemu) info balloon: actual=5\r\n', undefined],
  ])('is read for %s', (_, answer, mebibytes) => {
    expect(balloonIn(answer)).toBe(mebibytes === undefined ? null : mebibytes * 2 ** 20);
  });

  const { parse } = balloonFact('host01', '/ctrl', 'x.farm');
  test.each([
    [
      'without a socket',
      '2026/11/22 socat[1] E connect(5, AF=1 "/ctrl/x.farm.monitor", 22): No such file or directory',
    ],
    [
      'with a socket nobody has',
      '2026/11/22 socat[1] E connect(5, AF=1 "/ctrl/x.farm.monitor", 22): Connection refused',
    ],
  ])('%s belongs to no running machine', (_, stderr) => {
    expect(parse(result('', stderr, 1))).toBeNull();
  });

  test.each([
    [
      'a machine without the device',
      result('(qemu) x\r\nError: No balloon device has been activated\r\n(qemu) '),
      'No balloon device has been activated',
    ],
    ['a socket that may not be used', result('', 'E connect: Permission denied', 1), 'Permission denied'],
  ])('tells of %s', (_, answer, message) => {
    expect(() => parse(answer)).toThrow(message);
  });

  test('of every running instance is read at once', () => {
    const printed = 'a.farm 128\nb.farm 4096\n';
    expect(balloonsFact('host01', '/ctrl').parse(result(printed))).toEqual(
      new Map([
        ['a.farm', 128 * 2 ** 20],
        ['b.farm', 4 * gib],
      ]),
    );
  });
});

describe('balloon.set', () => {
  const args = { host: 'host01', monitors: '/ctrl', instance: 'x.farm', bytes: gib };
  const setting = ['echo balloon 1024 | socat - UNIX-CONNECT:/ctrl/x.farm.monitor'];
  const undoing = { ...args, bytes: 4 * gib, from: gib };
  const back = ['echo balloon 4096 | socat - UNIX-CONNECT:/ctrl/x.farm.monitor'];
  test.each([
    ['takes memory from a running guest', args, 4 * gib, false, setting],
    ['is done when the guest has so much', args, gib, false, 'done: x.farm has 1 GiB'],
    ['needs the instance to run', args, null, true, 'blocked: x.farm does not run: start it first'],
    ['is planned for an instance that is started before it', { ...args, starting: true }, null, true, setting],
    ['is planned for one that is started again and loses its balloon', { ...args, starting: true }, gib, true, setting],
    ['needs it to run then', { ...args, starting: true }, null, false, 'blocked: x.farm does not run: start it first'],
    ['is taken back', undoing, gib, false, back],
    ['is taken back further when that was interrupted', undoing, 2 * gib, false, back],
    [
      'is not taken back when somebody set it since',
      undoing,
      gib / 2,
      false,
      'done: x.farm was given 512 MiB since, which is left as it is',
    ],
    ['is not taken back when the instance does not run', undoing, null, false, 'done: x.farm does not run any more'],
  ])('%s', (_, args, actual, planning, expected) => {
    expect(wouldDo(set, args, { facts: { actual }, planning })).toEqual(expected);
  });

  test.each([
    ['planned', { ...args, starting: true }, true],
    ['done', args, false],
    ['taken back', undoing, false],
  ])('is not %s on a node the instance was moved away from', (_, args, planning) => {
    const placed = { host: 'host01', node: 'host01.farm' };
    const facts = { actual: null, instances: [{ name: 'x.farm', uuid: 'u', macs: [], node: 'host02.farm' }] };
    expect(wouldDo(set, { ...args, placed }, { facts, planning })).toBe(
      'blocked: x.farm is on the node host02.farm now, and this would be done on host01.farm: ask for it again',
    );
    expect(wouldDo(set, { ...args, placed: { ...placed, node: 'host02.farm' } }, { facts, planning })).not.toContain(
      'now, and this',
    );
  });
});

describe('on a host', () => {
  let farm: Sandboxed;
  beforeAll(async () => {
    farm = await sandboxed();
  });
  afterAll(() => farm.close());
  const gallifrey = () => vmNamed(farm.farm, 'gallifrey');

  test('a running guest gives memory back, and gets it again', async () => {
    const before = await farm.sandbox.snapshot();
    const step = memory(farm.farm, gallifrey(), 2 * gib);
    const receipt = await perform(step, attempt(farm.hosts));
    expect(receipt).toEqual({ was: gib });
    await undo(step, receipt, farm.hosts);
    expect(await look(farm.hosts, memory(farm.farm, gallifrey(), gib))).toMatchObject({ is: 'done' });
    expect(await farm.sandbox.snapshot()).toEqual(before);
  });

  test('there is nothing to take back where the same plan starts the instance', async () => {
    expect(
      await perform(balloon(farm.farm, { ...gallifrey(), balloon: 3 * gib }) as Invocation, attempt(farm.hosts)),
    ).toBeNull();
  });

  test.each([
    ['without the driver keeps its memory', gib / 2, /still has 4 GiB after 1 s, not 512 MiB: .* virtio_balloon/],
    ['that was started with less gets no more', 6 * gib, /still has 4 GiB after 1 s, not 6 GiB: .* Stop and start it/],
  ])('a guest %s, which is said with what to look at', async (_, bytes, said) => {
    const step = memory(farm.farm, gallifrey(), bytes);
    // The stand-in's guest always obeys.
    const hosts: typeof farm.hosts = (name) => {
      const host = farm.hosts(name);
      return {
        ...host,
        run: async (script, options) => {
          const answer = await host.run(script, options);
          return { ...answer, stdout: answer.stdout.replace(/actual=\d+/, 'actual=4096') };
        },
      };
    };
    const args = { ...(step.args as object), timeout: 1 };
    await expect(apply({ ...step, args }, attempt(hosts))).rejects.toThrow(said);
  });
});
