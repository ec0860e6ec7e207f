import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type HttpServer, serve, text } from '../../../main/http/server.ts';
import { until } from '../../support/daemon.ts';

const most = 32;

async function site(page: () => Promise<string>): Promise<HttpServer & { readonly port: number }> {
  const server = await serve(
    { host: '127.0.0.1', port: 0 },
    {
      pages: new Map([['/page', async () => text(200, await page())]]),
      branches: new Map(),
      log: (message) => expect(message).toBe('not said'),
    },
    { most, said: 'FARMHAND_HTTP' },
  );
  onTestFinished(() => server.close());
  return { ...server, port: Number(server.shown.split(':')[1]) };
}

/** Connects, sends the beginning of a request, and no more. */
async function halfOpen(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.resume();
  await once(socket, 'connect');
  socket.write('GET /page HTTP/1.1\r\nHost');
  return socket;
}

test('of 300 who only connect, so many stay as there may be, and who asks is answered', async () => {
  const { port, shown } = await site(async () => 'here');
  const sockets: Socket[] = [];
  for (let n = 0; n < 300; n++) sockets.push(await halfOpen(port));
  const left = () => sockets.filter(({ closed, readableEnded }) => !closed && !readableEnded);
  await until('all others to be gone', async () => left().length <= most);
  expect(await (await fetch(`http://${shown}/page`)).text()).toBe('here');
  await until('one more to be gone', async () => left().length < most);
  // The longest went first.
  expect(left()).toEqual(sockets.slice(-left().length));
});

test('who is being answered is not sent away for those who come', async () => {
  let answer = () => {};
  let asked = 0;
  const waits = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { port, shown } = await site(async () => {
    asked += 1;
    await waits;
    return 'at last';
  });
  const page = fetch(`http://${shown}/page`);
  await until('it to be asked', async () => asked === 1);
  const sockets: Socket[] = [];
  for (let n = 0; n < 2 * most; n++) sockets.push(await halfOpen(port));
  await until('others to be gone', async () => sockets.filter(({ closed }) => closed).length >= most);
  answer();
  expect(await (await page).text()).toBe('at last');
});
