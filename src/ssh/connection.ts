import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { forward, type Login } from './connect.ts';
import { prelude, shellCommand } from './script.ts';
import type { HostSettings } from './settings.ts';
import { Shell } from './shell.ts';

/** sshd allows ten sessions on a connection (sshd_config(5) MaxSessions); some are left for others. */
const maxShells = 8;

/** One open connection and the shells on it. */
export class Connection {
  readonly #client: Client;
  readonly #hangUp: () => void;
  readonly #settings: HostSettings;
  readonly #idle: Shell[] = [];
  readonly #shells = new Set<Shell>();
  readonly #waiting: (() => void)[] = [];
  readonly #whenLost: () => void;
  #limit = maxShells;
  #opening = 0;
  #streams = 0;
  #lost: Error | undefined;
  #retired = false;

  constructor({ client, hangUp }: Login, settings: HostSettings, whenLost: () => void) {
    this.#client = client;
    this.#hangUp = hangUp;
    this.#settings = settings;
    this.#whenLost = whenLost;
    client.on('error', (cause: Error) => this.#lose(cause));
    client.on('end', () => this.#lose(new Error('the host closed the connection')));
    client.on('close', () => this.#lose(new Error('the connection was closed')));
  }

  /** Whether new work may be given to it. */
  get usable(): boolean {
    return this.#lost === undefined && !this.#retired;
  }

  /**
   * A shell nobody else uses, to be given back. Waits for one when all are busy. Rejects when there can be none: then nothing was
   * started, and where the connection is no longer usable another one may do.
   */
  async take(): Promise<Shell> {
    for (;;) {
      if (this.#lost !== undefined) throw this.#lost;
      if (this.#retired) throw new Error('the connection is being given up');
      const idle = this.#idle.pop();
      if (idle?.ended) this.#shells.delete(idle);
      else if (idle !== undefined) return idle;
      else if (this.#shells.size + this.#opening < this.#limit) {
        const opened = await this.#open();
        if (opened !== undefined) return opened;
      } else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  giveBack(shell: Shell): void {
    if (shell.ended) this.#shells.delete(shell);
    else this.#idle.push(shell);
    this.#waiting.shift()?.();
    this.#closeWhenDone();
  }

  /** Takes no new work and closes when what it does is done. sshd counts a shell it was asked to close until its command ends. */
  retire(): void {
    this.#retired = true;
    for (const wake of this.#waiting.splice(0)) wake();
    this.#closeWhenDone();
  }

  /** A stream to a host behind this one. */
  async forward(settings: HostSettings, milliseconds: number): Promise<Duplex> {
    if (this.#lost !== undefined) throw this.#lost;
    this.#streams += 1;
    const done = () => {
      this.#streams -= 1;
      this.#closeWhenDone();
    };
    try {
      const stream = await forward(this.#client, settings, milliseconds);
      stream.once('close', done);
      return stream;
    } catch (cause) {
      done();
      throw cause;
    }
  }

  /** Closes it now, whatever it does. */
  close(): void {
    this.#lose(new Error('farmhand closed the connection'));
  }

  /** Undefined where the server allows no more shells than there are: then one of those will do. */
  async #open(): Promise<Shell | undefined> {
    this.#opening += 1;
    try {
      const channel = await new Promise<ClientChannel>((resolve, reject) => {
        this.#client.exec(shellCommand(this.#settings), (cause, opened) => (cause ? reject(cause) : resolve(opened)));
      });
      const shell = new Shell(channel, prelude(this.#settings));
      this.#shells.add(shell);
      if (this.#lost !== undefined) shell.end(this.#lost);
      return shell;
    } catch (cause) {
      this.#waiting.shift()?.();
      const others = this.#shells.size + this.#opening - 1;
      if (others === 0) this.#lose(cause as Error);
      if (!this.usable) throw cause;
      this.#limit = others;
      return undefined;
    } finally {
      this.#opening -= 1;
    }
  }

  #closeWhenDone(): void {
    if (this.#retired && this.#idle.length === this.#shells.size && this.#opening === 0 && this.#streams === 0)
      this.close();
  }

  #lose(cause: Error): void {
    if (this.#lost !== undefined) return;
    this.#lost = cause;
    this.#hangUp();
    for (const shell of this.#shells) shell.end(cause);
    for (const wake of this.#waiting.splice(0)) wake();
    this.#whenLost();
  }
}
