import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { freePorts, until } from '../support/daemon.ts';
import { farmhand } from './farmhand.ts';
import { type Running, running } from './running.ts';

let sandbox: Sandbox;
let folder: string;
/** Two files of one farm: what each of two machines has. */
let [here, there] = ['', ''];
beforeAll(async () => {
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farmhand-reload-'));
  [here, there] = [join(folder, 'here.yaml'), join(folder, 'there.yaml')];
  for (const file of [here, there]) await copyFile(sandbox.farmFile, file);
  return () => rm(folder, { recursive: true });
});

const withoutRose = async (file: string) => {
  const farm = parse(await readFile(file, 'utf8'));
  delete farm.people.rose;
  await writeFile(file, stringify(farm));
};
const worker = (file: string) => running(['worker', '--farm', file]);
const ready = async (process: Running) => {
  const answer = await process.get('/readyz');
  return { ok: answer.ok, farm: ((await answer.json()) as { checks: { farm: { says: string } } }).checks.farm.says };
};
const prints = (process: Running, text: string) =>
  until(
    () => `it to print ${text}; it printed:\n${process.printed()}`,
    async () => process.printed().includes(text),
  );

describe('SIGHUP', () => {
  test('has a process that stays read farm.yaml anew, and keep the one it has where that is wrong', async () => {
    const process = await worker(here);
    await prints(process, '"msg":"ready"');
    await writeFile(here, 'hosts: none\n');
    process.kill('SIGHUP');
    await prints(process, 'farm.yaml stays as it was');
    expect(process.printed()).toContain('here.yaml:1:8: ');
    expect((await ready(process)).ok).toBe(true);

    await copyFile(there, here);
    await withoutRose(here);
    process.kill('SIGHUP');
    await prints(process, 'farm.yaml read anew (run 1): people: rose is gone');
    expect((await ready(process)).ok).toBe(true);

    process.kill('SIGTERM');
    expect(await process.ended).toEqual({ code: 0, signal: null });
  });
});

describe('a chat whose settings changed', () => {
  test('is left, and joined anew by the new ones; and the pages go where they are now', async () => {
    const [old, other] = await Promise.all([server(), server()]);
    const pages = await freePorts(2);
    const joining = async (port: number) => {
      const irc = { host: '127.0.0.1', port, tls: false, nick: 'farmhand' };
      const web = { listen: `127.0.0.1:${pages[port === old.port ? 0 : 1]}`, links: true };
      await writeFile(here, stringify({ ...parse(await readFile(here, 'utf8')), chat: { irc }, web }));
    };
    const shown = (n: number) =>
      fetch(`http://127.0.0.1:${pages[n]}/`).then(
        ({ status }) => status,
        () => undefined,
      );
    await joining(old.port);
    const process = await running(['start', '--farm', here]);
    const [before] = await old.connection;
    // Before anything else is waited for: a connection that nobody answers is given up after a while.
    const left = once(before, 'close');
    await joining(other.port);
    expect(await farmhand(['reload', '--farm', here])).toMatchObject({ code: 0, err: '' });
    await Promise.all([left, other.connection]);
    await prints(process, 'chat: irc changed');
    await until('the pages to be where they are now', async () => (await shown(1)) === 403);
    expect(await shown(0)).toBeUndefined();

    await withoutRose(here);
    process.kill('SIGHUP');
    await prints(process, 'people: rose is gone');
    expect(other.connected()).toBe(1);
    process.kill('SIGTERM');
    expect((await process.ended).signal).toBe(null);
  });
});

/** Where somebody connects to, and gets no answer. */
async function server() {
  const listening = createServer().listen(0, '127.0.0.1');
  const sockets: Socket[] = [];
  listening.on('connection', (socket) => {
    sockets.push(socket.on('error', () => undefined).resume());
  });
  const connection = once(listening, 'connection') as Promise<[Socket]>;
  await once(listening, 'listening');
  afterThisTest(() => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  return { port: (listening.address() as AddressInfo).port, connection, connected: () => sockets.length };
}

describe('farmhand check FILE', () => {
  test('says each mistake in a line of its own, with neither hosts nor secrets', async () => {
    const irc = { host: 'irc.nowhere.example', nick: 'farmhand', sasl: 'plain', account: 'farmhand' };
    await writeFile(here, stringify({ ...parse(await readFile(here, 'utf8')), chat: { irc } }));
    expect(await farmhand(['check', here])).toEqual({
      code: 0,
      err: '',
      out: expect.stringMatching(/here\.yaml is valid: hosts host01, .*; people you, rose, sarah\n$/),
    });
    await writeFile(there, 'hosts: {}\nganetti: {}\n');
    const { code, out, err } = await farmhand(['check', there]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    const lines = err.replace('farmhand: ', '').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => !/there\.yaml:\d+:\d+: /.test(line))).toEqual([]);
    expect((await farmhand(['check', here, there])).code).toBe(2);
    expect((await farmhand(['check', '--farm', here, there])).code).toBe(2);
  });
});

describe('farmhand reload', () => {
  test('has every process of the farm go by the new one; one with another file begins nothing until it has that', async () => {
    const [one, two] = await Promise.all([worker(here), worker(there)]);
    await Promise.all([one, two].map((process) => prints(process, '"msg":"ready"')));
    await withoutRose(here);
    expect(await farmhand(['reload', '--farm', here])).toEqual({
      code: 0,
      err: '',
      out: expect.stringContaining('This farm.yaml holds from now on (run 1).'),
    });
    await prints(one, 'farm.yaml read anew (run 1): people: rose is gone');
    await until('the other to say that it has another', async () => !(await ready(two)).ok);
    expect((await ready(two)).farm).toContain(
      'begins nothing: the farm.yaml here is not the one on record since run 1',
    );
    expect(two.printed()).toContain('nothing is begun here: the farm.yaml here is not the one on record');
    expect(await farmhand(['say', '--farm', there, '!memory gallifrey 2G'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('Nothing is begun here: the farm.yaml here is not the one on record'),
    });

    await copyFile(here, there);
    await prints(two, 'farm.yaml read anew (run 1): people: rose is gone');
    expect((await ready(two)).ok).toBe(true);
    expect(await farmhand(['reload', '--farm', there])).toMatchObject({
      code: 0,
      out: 'Nothing to do: the farm.yaml there is in the file holds already, since run 1.\n',
    });
  });

  test('says what is wrong in the file, and has nothing hold', async () => {
    await writeFile(here, 'hosts: none\n');
    expect(await farmhand(['reload', '--farm', here])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('here.yaml:1:8: '),
    });
    expect((await farmhand(['say', '--farm', there, '!runs'])).out).not.toContain('read farm.yaml anew');
  });
});
