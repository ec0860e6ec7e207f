import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { answers } from '../../../src/farm/proof/answers.ts';
import { localHost } from '../../support/local-host.ts';
import { needs } from '../../support/servers.ts';
import { wouldDo } from '../judging.ts';
import { judge } from '../real-host.ts';
import { attempt } from '../sandboxed.ts';

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

test.each([
  [true, 'done: gallifrey-dev.xivo.vm.farm answers'],
  [false, ['wait until 127.0.0.1 port 22 answers']],
])('a VM that answers (%s) is proof', (answering, expected) => {
  expect(wouldDo(answers, args, { facts: [answering] })).toEqual(expected);
});

needs('socat')('asked for real', () => {
  const servers: Server[] = [];
  afterEach(() => {
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
    expect(await judge(here, answers, { ...args, port })).toMatchObject({ is: 'done' });
    for (const server of servers.splice(0)) server.close();
    expect(await judge(here, answers, { ...args, port })).toMatchObject({ is: 'todo' });
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
    expect(await judge(here, answers, { ...args, port, path: '/' })).toMatchObject({ is });
  });

  test('it is waited for', async () => {
    const port = await listening(createServer());
    const [silent] = servers.splice(0);
    silent?.close();
    const applying = attempt(here);
    const waiting = answers.apply({ ...args, port, timeout: 20 }, {}, applying);
    while (applying.told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(applying.told[0]?.text).toMatch(/^no answer yet after \d s of 20$/);
    const up = createServer((socket) => socket.end());
    servers.push(up);
    up.listen(port, '127.0.0.1');
    await waiting;
  });

  test('what did answer is said when it does not, and what to look at', async () => {
    const port = await listening(createServer());
    for (const server of servers.splice(0)) server.close();
    await expect(answers.apply({ ...args, port }, {}, attempt(here))).rejects.toThrow(
      /did not answer on port \d+ within 1 s, asked from here: .*MAC was not seen.*gnt-instance console gallifrey-dev/,
    );
  });
});
