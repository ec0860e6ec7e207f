import { createServer, type Server as Listener, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import { execute } from './execute.ts';
import { forward } from './forward.ts';

export interface SshServerSettings {
  /** OpenSSH private key. */
  readonly hostKey: string;
  /** The one public key that is let in, as in authorized_keys. */
  readonly clientKey: string;
  /** Environment and working folder of every command. */
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Asked for each new connection: true drops it before a word is said, as a firewall would. */
  readonly refuses: () => boolean;
}

export interface SshServer {
  readonly port: number;
  /** Cuts every connection; the commands go on, as under sshd. */
  drop(): void;
  close(): Promise<void>;
}

/** sshd's own default: one more channel on a connection fails to open (sshd_config(5), MaxSessions). */
const maxSessions = 10;

/** An SSH server on loopback, on a port the system chooses, that runs commands by `sh -c` as sshd does without a terminal. */
export async function startSshServer(settings: SshServerSettings): Promise<SshServer> {
  const allowed = ssh2.utils.parseKey(settings.clientKey);
  if (allowed instanceof Error) throw allowed;
  const ssh = new ssh2.Server({ hostKeys: [settings.hostKey] }, (connection) => {
    connection.on('error', () => connection.end());
    connection.on('authentication', (attempt) => {
      if (attempt.method === 'publickey' && proves(attempt, allowed)) attempt.accept();
      else attempt.reject(['publickey']);
    });
    let sessions = 0;
    connection.on('session', (accept, reject) => {
      if (sessions >= maxSessions) return reject();
      sessions += 1;
      const session = accept();
      session.on('close', () => {
        sessions -= 1;
      });
      session.on('exec', (acceptExec, _reject, { command }) => execute(command, acceptExec(), settings));
    });
    connection.on('tcpip', (accept, reject, { destIP, destPort }) => forward(destIP, destPort, accept, reject));
  });

  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    if (settings.refuses()) return void socket.destroy();
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    ssh.injectSocket(socket);
  });
  const port = await listen(listener);
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    drop,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        drop();
      }),
  };
}

/** RFC 4252, section 7: the first question, without a signature, only asks whether the key would do. */
function proves(attempt: ssh2.PublicKeyAuthContext, allowed: ssh2.ParsedKey): boolean {
  if (attempt.key.algo !== allowed.type || !attempt.key.data.equals(allowed.getPublicSSH())) return false;
  if (attempt.signature === undefined || attempt.blob === undefined) return true;
  return allowed.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true;
}

function listen(listener: Listener): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      resolve(address.port);
    });
  });
}
