import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { newKey } from '../../src/sandbox/keys.ts';
import { defaultPath, type HostSettings } from '../../src/ssh/settings.ts';
import { freePorts } from './daemon.ts';
import { installed } from './installed.ts';

export interface Sshd {
  readonly folder: string;
  readonly port: number;
  /** The server's public keys, `type base64`. */
  readonly hostKeys: readonly string[];
  /** Private key file that may log in. */
  readonly keyFile: string;
  readonly knownHostsFile: string;
  /** Where the host keeps its state; a new folder. */
  readonly state: string;
  /** Settings that work, but for what is given. */
  settings(changes?: Partial<HostSettings>): HostSettings;
  /** Stops the server and the connections it serves, as a restart of the host would; the files stay. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

type HostKeyKind = 'ed25519' | 'ecdsa' | 'rsa';

export interface SshdOptions {
  readonly hostKeys?: readonly HostKeyKind[];
  /** Lines added to sshd_config. */
  readonly config?: readonly string[];
  /** A program with its first words, which runs the words after them: what sshd, and all it serves, runs in. */
  readonly within?: readonly string[];
}

/** A real sshd on a free loopback port, for the user who runs the tests, with keys and files in a folder of its own. */
export async function startSshd({ hostKeys = ['ed25519'], config = [], within = [] }: SshdOptions = {}): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-sshd-'));
  const keyFile = join(folder, 'id');
  const login = newKey();
  writeFileSync(keyFile, login.private, { mode: 0o600 });
  writeFileSync(join(folder, 'authorized_keys'), `${login.public}\n`, { mode: 0o600 });
  const publicKeys = hostKeys.map((kind) => {
    const pair = generateKey(kind);
    writeFileSync(join(folder, `host_${kind}`), pair.private, { mode: 0o600 });
    return pair.public.split(' ').slice(0, 2).join(' ');
  });
  const [port = 0] = await freePorts(1);
  const knownHostsFile = join(folder, 'known_hosts');
  writeFileSync(knownHostsFile, publicKeys.map((key) => `[127.0.0.1]:${port} ${key}\n`).join(''));
  const state = join(folder, 'state');
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      'ListenAddress 127.0.0.1',
      `Port ${port}`,
      ...hostKeys.map((kind) => `HostKey ${join(folder, `host_${kind}`)}`),
      `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
      `PidFile ${join(folder, 'pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      ...config,
      '',
    ].join('\n'),
  );
  // sshd run by root wants its privilege separation folder, which Debian's service makes when it starts.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });

  let child: ChildProcess | undefined;
  const sshd: Sshd = {
    folder,
    port,
    hostKeys: publicKeys,
    keyFile,
    knownHostsFile,
    state,
    settings: (changes) => ({
      name: 'host01',
      address: '127.0.0.1',
      port,
      user: userInfo().username,
      keyFiles: [keyFile],
      knownHostsFile,
      sudo: false,
      path: defaultPath,
      state,
      ...changes,
    }),
    start: async () => {
      child = await listen(join(folder, 'sshd_config'), within);
    },
    stop: async () => {
      const running = child;
      child = undefined;
      if (running?.pid === undefined || running.exitCode !== null) return;
      const ended = once(running, 'exit');
      // Its process group: the server and the processes that serve connections, not what they run.
      process.kill(-running.pid, 'SIGKILL');
      await ended;
    },
    remove: async () => {
      await sshd.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await sshd.start();
    return sshd;
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw cause;
  }
}

async function listen(config: string, within: readonly string[]): Promise<ChildProcess> {
  const binary = installed('sshd');
  if (binary === undefined) throw new Error('sshd is not installed');
  // Ended by the kernel with the process that runs the tests, should that be killed (setpriv(1)).
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...within, binary, '-D', '-e', '-f', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk;
      if (log.includes('Server listening')) resolve();
    });
    child.once('exit', () => reject(new Error(`sshd did not start: ${log}`)));
  });
  return child;
}

function generateKey(kind: HostKeyKind): { readonly private: string; readonly public: string } {
  if (kind === 'rsa') return ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 });
  return kind === 'ecdsa' ? ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }) : newKey();
}
