import { connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import type { Transport } from 'irc-framework';
import { expect, onTestFinished, test } from 'vitest';
import { transportOver } from '../../../adapters/irc/transport.ts';
import { until } from '../../support/daemon.ts';

/** A transport connected to a bare socket. */
async function connected(): Promise<{
  transport: Transport;
  peer: Socket;
  received(): string;
  wrote(): number;
  broken: unknown[];
}> {
  let peer: Socket | undefined;
  let received = '';
  let wrote = 0;
  const broken: unknown[] = [];
  const server = createServer((socket) => {
    peer = socket;
    socket.on('data', (data) => {
      received += data;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const Line = transportOver({
    dial: () => ({ socket: connect({ host: '127.0.0.1', port }), secure: false }),
    wrote: () => {
      wrote += 1;
    },
    broke: (error) => broken.push(error),
  });
  const transport = new Line();
  const open = new Promise((resolve) => transport.once('open', resolve));
  transport.connect();
  await open;
  await until('the peer', () => peer !== undefined);
  onTestFinished(() => {
    transport.disposeSocket();
    server.close();
  });
  return { transport, peer: peer as unknown as Socket, received: () => received, wrote: () => wrote, broken };
}

test('a line with CR, LF or NUL in it is never written', async () => {
  const { transport, received, wrote } = await connected();
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('\r', '\n', '\r\n', '\0'), fc.string(), (before, breaking, after) => {
      expect(() => transport.writeLine(before + breaking + after)).toThrow(/CR, LF or NUL/);
    }),
  );
  transport.writeLine('PING :still here');
  await until('the line', () => received() !== '');
  expect(received()).toBe('PING :still here\r\n');
  expect(wrote()).toBe(1);
});

test('lines come whole, whatever pieces they arrive in', async () => {
  const { transport, peer } = await connected();
  const lines: string[] = [];
  transport.on('line', (line) => lines.push(line));
  const bytes = Buffer.from(':a PRIVMSG #x :👩‍🚀 één\r\n:b PRIVMSG #x :two\n');
  for (const byte of bytes) {
    peer.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  await until('both lines', () => lines.length === 2);
  expect(lines).toEqual([':a PRIVMSG #x :👩‍🚀 één', ':b PRIVMSG #x :two']);
});

test('a line that cannot be handled does not stop those after it', async () => {
  const { transport, peer, broken } = await connected();
  const lines: string[] = [];
  transport.on('line', (line) => {
    if (line === 'bad') throw new Error('no');
    lines.push(line);
  });
  peer.write('one\r\nbad\r\ntwo\r\n');
  await until('the last line', () => lines.length === 2);
  expect(broken).toEqual([new Error('no')]);
});

test('a server that never ends its line is left', async () => {
  const { transport, peer } = await connected();
  const closed = new Promise((resolve) => transport.once('close', resolve));
  peer.on('error', () => undefined);
  peer.write('x'.repeat(70_000));
  expect(await closed).toMatchObject({ message: expect.stringContaining('longer than') });
});
