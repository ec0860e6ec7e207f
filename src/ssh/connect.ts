import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import type { Client, ConnectConfig, SyncHostVerifier } from 'ssh2';
import { late, within } from '../time/within.ts';
import { credentials } from './credentials.ts';
import { HostUnreachable } from './host.ts';
import { hostKeyAlgorithms, judgeHostKey, noKnownType, readKnownHost } from './host-key.ts';
import { describeHost, type HostSettings } from './settings.ts';

/** A connection that gives no sign of life is given up after `keepalive` × 4 milliseconds. */
const keepalive = 10_000;

/** An open connection. */
export interface Login {
  readonly client: Client;
  /** Ends it now. What runs on the host goes on. */
  hangUp(): void;
}

/**
 * Opens a connection to a host whose key is known.
 * @param through opens a stream to the host's SSH port, where it is reached through another host.
 * @throws HostUnreachable, HostKeyUnknown, HostKeyChanged
 */
export async function connect(
  settings: HostSettings,
  milliseconds: number,
  through?: () => Promise<Duplex | undefined>,
): Promise<Login> {
  const known = await readKnownHost(settings);
  const { methods, tried, unusable } = await credentials(settings);
  if (methods.length === 0)
    throw new HostUnreachable(`cannot log in to ${describeHost(settings)}: ${unusable.join('; ')}`);
  const left = [...methods];
  let refusal: HostUnreachable | undefined;
  const trusted = known.keys.filter((key) => !key.revoked).map(({ type }) => type);
  try {
    return await dial(settings, milliseconds, await through?.(), {
      algorithms: { serverHostKey: hostKeyAlgorithms(trusted) },
      hostVerifier: (key: Buffer) => {
        refusal = judgeHostKey(known, key);
        return refusal === undefined;
      },
      // ssh2 takes `false` for "nothing left to try"; its types do not say so.
      authHandler: (_left, _partial, next) => next(left.shift() ?? (false as never)),
    });
  } catch (cause) {
    if (refusal !== undefined) throw refusal;
    const { message, level } = cause as Error & { level?: string };
    if (trusted.length > 0 && message.includes('no matching host key format')) throw noKnownType(known);
    if (level === 'client-authentication' || level === 'agent')
      throw new HostUnreachable(
        `${describeHost(settings)} accepts none of: ${[...tried, ...unusable].join('; ')} (${message})`,
        { cause },
      );
    throw unreachable(settings, cause as Error);
  }
}

/** One handshake; rejects with what ssh2 says. The caller's configuration must check the host's key. */
export async function dial(
  settings: HostSettings,
  milliseconds: number,
  through: Duplex | undefined,
  config: Pick<ConnectConfig, 'algorithms' | 'authHandler'> & { readonly hostVerifier: SyncHostVerifier },
): Promise<Login> {
  const { address: host, port } = settings;
  const stream = through ?? connectTcp({ host, port, noDelay: true });
  const ssh = new NodeSSH();
  const connecting = ssh.connect({
    sock: stream,
    username: settings.user,
    readyTimeout: milliseconds,
    keepaliveInterval: keepalive,
    keepaliveCountMax: 3,
    ...config,
  });
  const client = ssh.connection;
  // node-ssh takes its listener away once connected: without another one, a reset connection would end the process.
  client?.on('error', () => {});
  try {
    await connecting;
    if (client === null) throw new Error('the connection was lost at once');
    return { client, hangUp: () => hangUp(client, stream) };
  } catch (cause) {
    stream.destroy();
    throw cause;
  }
}

/** Says goodbye without waiting for an answer: ssh2 alone would keep the socket of a host that is silent. */
function hangUp(client: Client, stream: Duplex): void {
  client.end();
  stream.destroy();
}

/** A TCP stream from a host already connected to the one behind it. */
export async function forward(jump: Client, settings: HostSettings, milliseconds: number): Promise<Duplex> {
  const opened = new Promise<Duplex>((resolve, reject) => {
    jump.forwardOut('127.0.0.1', 0, settings.address, settings.port, (cause, stream) =>
      cause ? reject(cause) : resolve(stream),
    );
  });
  try {
    const stream = await within(milliseconds, opened);
    if (stream !== late) return stream;
    opened.then(
      (unwanted) => unwanted.destroy(),
      () => {},
    );
    throw new Error(`no answer within ${milliseconds / 1000} s`);
  } catch (cause) {
    throw unreachable(settings, cause as Error, ` through ${settings.jump}`);
  }
}

export function unreachable(settings: HostSettings, cause: Error, how = ''): HostUnreachable {
  if (cause instanceof HostUnreachable) return cause;
  return new HostUnreachable(`cannot reach ${describeHost(settings)}${how}: ${cause.message}`, { cause });
}
