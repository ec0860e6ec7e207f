import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reachable } from '../../../platforms/guest/reachable.ts';
import { wouldDo } from '../../farm/judging.ts';
import { judge } from '../../farm/real-host.ts';
import { attempt } from '../../farm/sandboxed.ts';
import { localHost } from '../../support/local-host.ts';
import { needs } from '../../support/servers.ts';

const args = {
  host: 'here',
  name: 'gallifrey-dev.xivo.vm.farm',
  address: '127.0.0.1',
  mac: '52:54:86:b3:3f:10',
  port: 22,
  path: null,
  timeout: 1,
};
const here = () => localHost();

const by = 'link' as const;
const silent = { answers: false, mac: null, by };
const itself = { answers: true, mac: args.mac, by };
const another = { answers: true, mac: '52:54:00:00:00:09', by };

test.each([
  ['the VM itself answers', itself, false, 'done: gallifrey-dev.xivo.vm.farm answers'],
  ['nothing answers', silent, false, ['wait until 127.0.0.1 port 22 answers']],
  ['it is planned and nothing answers', silent, true, ['wait until 127.0.0.1 port 22 answers']],
  [
    'another machine answers',
    another,
    false,
    'blocked: a machine with MAC 52:54:00:00:00:09 answers at 127.0.0.1 port 22, asked from here, and not gallifrey-dev.xivo.vm.farm, ' +
      'whose MAC is 52:54:86:b3:3f:10: two machines have the address',
  ],
  [
    'the host itself has the address',
    { answers: true, mac: null, by: 'itself' as const },
    false,
    'blocked: here itself answers at 127.0.0.1 port 22, asked from here, and not gallifrey-dev.xivo.vm.farm, ' +
      'whose MAC is 52:54:86:b3:3f:10: two machines have the address',
  ],
  [
    'a machine answers whose MAC is not known',
    { ...another, mac: null },
    false,
    'blocked: a machine whose MAC is not known answers at 127.0.0.1 port 22, asked from here, and not gallifrey-dev.xivo.vm.farm, ' +
      'whose MAC is 52:54:86:b3:3f:10: two machines have the address',
  ],
  [
    'it is behind a router, where MACs are not seen',
    { answers: true, mac: null, by: 'router' as const },
    false,
    'done: gallifrey-dev.xivo.vm.farm answers',
  ],
  [
    'something answers before the VM is made',
    another,
    true,
    'blocked: a machine with MAC 52:54:00:00:00:09 answers there already, and gallifrey-dev.xivo.vm.farm is not made yet: find out what it is',
  ],
])('when %s', (_, seen, planning, expected) => {
  expect(wouldDo(reachable, args, { facts: { answer: seen }, planning })).toEqual(expected);
});

needs('socat')('asked for real', () => {
  // What ip-route(8) and ip-neighbour(8) would say of a VM on the host's network.
  const tools = mkdtempSync(join(tmpdir(), 'farmhand-ip-'));
  const neighbour = (mac?: string) => {
    const seen = mac === undefined ? 'FAILED' : `lladdr ${mac} REACHABLE`;
    writeFileSync(
      join(tools, 'ip'),
      `#!/bin/sh\ncase "$2" in route) echo "$4 dev br0 src 10.10.60.1 uid 0" ;; *) echo "$4 dev br0 ${seen}" ;; esac\n`,
      { mode: 0o755 },
    );
  };
  beforeEach(() => {
    neighbour(args.mac);
    vi.stubEnv('PATH', `${tools}:${process.env.PATH}`);
  });
  afterAll(() => rmSync(tools, { recursive: true }));
  const servers: Server[] = [];
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const server of servers.splice(0)) server.close();
  });
  async function listening(server: Server): Promise<number> {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  const web = (status: number) => listening(createHttpServer((_, response) => response.writeHead(status).end('it')));

  test('a port that takes a connection answers, and one that does not does not', async () => {
    const port = await listening(createServer((socket) => socket.end('SSH-2.0-dropbear\r\n')));
    expect(await judge(here, reachable, { ...args, port })).toMatchObject({ is: 'done' });
    for (const server of servers.splice(0)) server.close();
    expect(await judge(here, reachable, { ...args, port })).toMatchObject({ is: 'todo' });
  });

  test('by IPv6 too', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-dropbear\r\n'));
    servers.push(server);
    server.listen(0, '::1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await judge(here, reachable, { ...args, address: '::1', port })).toMatchObject({ is: 'done' });
    // Others of these tests may have the same port of 127.0.0.1 meanwhile.
    expect(await judge(here, reachable, { ...args, address: '127.0.0.77', port })).toMatchObject({ is: 'todo' });
  });

  test.each([
    [200, 'done'],
    [301, 'done'],
    [404, 'done'],
    [500, 'done'],
    [502, 'todo'],
    [503, 'todo'],
    [504, 'todo'],
  ])('by HTTP, %i is %s: a gateway speaks for a machine that does not', async (status, is) => {
    const port = await web(status);
    expect(await judge(here, reachable, { ...args, port, path: '/' })).toMatchObject({ is });
  });

  test('what answers with another MAC is not waited for: it is another machine', async () => {
    const port = await listening(createServer((socket) => socket.end()));
    neighbour('52:54:00:00:00:09');
    expect(await judge(here, reachable, { ...args, port })).toMatchObject({ is: 'blocked' });
    await expect(reachable.apply({ ...args, port, timeout: 600 }, {}, attempt(here))).rejects.toThrow(
      `a machine with MAC 52:54:00:00:00:09 answers at 127.0.0.1 port ${port}`,
    );
  });

  test('no connection is tried where nobody on the network has the address', async () => {
    let connections = 0;
    const port = await listening(
      createServer((socket) => {
        connections += 1;
        socket.end();
      }),
    );
    neighbour();
    writeFileSync(join(tools, 'ping'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(await judge(here, reachable, { ...args, port })).toMatchObject({ is: 'todo' });
    expect(connections).toBe(0);
    // It drops pings, and has the address all the same.
    neighbour(args.mac);
    expect(await judge(here, reachable, { ...args, port })).toMatchObject({ is: 'done' });
    rmSync(join(tools, 'ping'));
  });

  test('it is waited for', async () => {
    const port = await listening(createServer());
    const [silent] = servers.splice(0);
    silent?.close();
    const applying = attempt(here);
    const waiting = reachable.apply({ ...args, port, timeout: 20 }, {}, applying);
    while (applying.told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(applying.told[0]?.text).toMatch(/^no answer yet after \d s of 20$/);
    const up = createServer((socket) => socket.end());
    servers.push(up);
    up.listen(port, '127.0.0.1');
    await waiting;
  });

  test.each([
    [
      args.mac,
      /did not answer on port \d+ within 1 s, asked from here: .*its MAC was seen.*gnt-instance console gallifrey-dev/,
    ],
    [
      undefined,
      /did not answer on port \d+ within 1 s, asked from here: .*its MAC was not seen.*gnt-instance console gallifrey-dev/,
    ],
  ])('what did answer is said when it does not, and what to look at (MAC seen: %s)', async (mac, words) => {
    neighbour(mac);
    const port = await listening(createServer());
    for (const server of servers.splice(0)) server.close();
    await expect(reachable.apply({ ...args, port }, {}, attempt(here))).rejects.toThrow(words);
  });
});
