import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';

interface Ended {
  readonly code: number | null;
  readonly signal: string | undefined;
  readonly stdout: Buffer;
  readonly stderr: string;
}

describe("the sandbox's SSH server", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox({ hosts: 2, diskSize: 4 * 2 ** 20 });
  });
  afterAll(() => sandbox.close());

  async function login(privateKey: string | Buffer = readFileSync(sandbox.keyFile)): Promise<ssh2.Client> {
    const client = new ssh2.Client();
    onTestFinished(() => void client.destroy());
    await new Promise<void>((resolve, reject) => {
      client.once('ready', () => resolve()).once('error', reject);
      client.connect({ host: '127.0.0.1', port: sandbox.hosts[0].port, username: 'root', privateKey });
    });
    client.on('error', () => {});
    return client;
  }

  function open(client: ssh2.Client, command: string): Promise<ssh2.ClientChannel> {
    return new Promise((resolve, reject) => {
      client.exec(command, (error, channel) => (error === undefined ? resolve(channel) : reject(error)));
    });
  }

  async function run(client: ssh2.Client, command: string, input = ''): Promise<Ended> {
    const channel = await open(client, command);
    const stdout: Buffer[] = [];
    let stderr = '';
    channel.on('data', (chunk: Buffer) => stdout.push(chunk));
    channel.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    channel.end(input);
    return new Promise((resolve) => {
      let ended: Pick<Ended, 'code' | 'signal'> = { code: null, signal: undefined };
      channel.on('exit', (code: number | null, signal?: string) => {
        ended = { code, signal };
      });
      channel.on('close', () => resolve({ ...ended, stdout: Buffer.concat(stdout), stderr }));
    });
  }

  it('gives back both streams and the exit code', async () => {
    const { code, stdout, stderr } = await run(await login(), 'echo out; echo err >&2; exit 7');
    expect([code, String(stdout), stderr]).toEqual([7, 'out\n', 'err\n']);
  });

  it('names the signal that ended a command', async () => {
    const { code, signal } = await run(await login(), 'kill -TERM $$');
    expect([code, signal]).toEqual([null, 'SIGTERM']);
  });

  it('passes standard input on to its end', async () => {
    const text = 'é'.repeat(200_000);
    const { stdout } = await run(await login(), 'cat', text);
    expect(String(stdout)).toBe(text);
  });

  it('loses nothing of a long output, on either stream, while the reader pauses', async () => {
    const channel = await open(await login(), 'head -c 9000000 /dev/zero; head -c 5000000 /dev/zero >&2');
    await sleep(100);
    let [out, err] = [0, 0];
    channel.on('data', (chunk: Buffer) => {
      out += chunk.length;
    });
    channel.stderr.on('data', (chunk: Buffer) => {
      err += chunk.length;
    });
    await new Promise<void>((resolve) => channel.on('close', () => resolve()));
    expect([out, err]).toEqual([9_000_000, 5_000_000]);
  });

  it('loses and repeats nothing where first the one stream and then the other waits for the reader', async () => {
    const size = 8_000_000;
    const channel = await open(await login(), `head -c ${size} /dev/zero; head -c ${size} /dev/zero >&2`);
    const read = [0, 0];
    const closed = new Promise<void>((resolve) => channel.on('close', () => resolve()));
    for (const [at, stream] of [channel, channel.stderr].entries()) {
      // More than that does not come until it is read, and the server waits.
      await expect.poll(() => stream.readableLength, { timeout: 120_000 }).toBeGreaterThan(3_000_000);
      stream.on('data', (chunk: Buffer) => {
        read[at] = (read[at] ?? 0) + chunk.length;
      });
      if (at === 0) await expect.poll(() => read[at], { timeout: 120_000 }).toBe(size);
    }
    await closed;
    expect(read).toEqual([size, size]);
  });

  it('keeps the channel open for what runs on in the background with its streams', async () => {
    const { code, stdout } = await run(await login(), '(sleep 0.2; echo late) & exit 3');
    expect([code, String(stdout)]).toEqual([3, 'late\n']);
  });

  it('lets a command go on after its connection was lost', async () => {
    const client = await login();
    const [host] = sandbox.hosts;
    const lost = new Promise<void>((resolve) => client.once('close', () => resolve()));
    await open(client, 'echo begun > $HOME/begun; sleep 0.3; echo ended > $HOME/ended');
    await expect.poll(async () => (await host.exec('cat begun')).stdout, { timeout: 120_000 }).toBe('begun\n');
    host.drop();
    await lost;
    await expect.poll(async () => (await host.exec('cat ended')).stdout, { timeout: 120_000 }).toBe('ended\n');
  });

  it('opens ten channels at once on a connection, as sshd does, and not one more', async () => {
    const client = await login();
    const channels = await Promise.all(Array.from({ length: 10 }, () => open(client, 'cat')));
    await expect(open(client, 'true')).rejects.toThrow('Channel open failure');
    const [first] = channels;
    await new Promise((resolve) => first?.on('close', resolve).end().resume());
    expect((await run(client, 'echo again')).code).toBe(0);
  });

  it('lets in nobody with another key', async () => {
    const { private: stranger } = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
    await expect(login(stranger)).rejects.toThrow('All configured authentication methods failed');
  });

  it('is the way to another host: ProxyJump', async () => {
    const [, behind] = sandbox.hosts;
    const client = await login();
    const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, '127.0.0.1', behind?.port ?? 0, (error, made) =>
        error === undefined ? resolve(made) : reject(error),
      );
    });
    const greeting = await new Promise<string>((resolve) => {
      channel.once('data', (chunk: Buffer) => resolve(String(chunk)));
    });
    expect(greeting).toMatch(/^SSH-2\.0-/);
  });

  it('refuses the way to where nobody listens', async () => {
    const client = await login();
    const failed = new Promise((resolve) => client.forwardOut('127.0.0.1', 0, '127.0.0.1', 1, resolve));
    expect(await failed).toBeInstanceOf(Error);
  });

  it('is out of reach, for old connections too, while the firewall cuts it off', async () => {
    const [host] = sandbox.hosts;
    const client = await login();
    const lost = new Promise<void>((resolve) => client.once('close', () => resolve()));
    await host.faults.cutWhenLoaded('VM_SKARO_XIVO');
    await host.exec('shorewall reload');
    await lost;
    const greeting = () =>
      new Promise((resolve) => {
        const socket = connect(host.port, '127.0.0.1');
        socket.once('data', (chunk) => resolve(String(chunk)));
        socket.once('close', () => resolve('closed'));
        socket.once('error', () => {});
        onTestFinished(() => void socket.destroy());
      });
    expect(await greeting()).toBe('closed');
    await host.exec('shorewall clear');
    expect(await greeting()).toMatch(/^SSH-2\.0-/);
  });
});
