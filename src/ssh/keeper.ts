import { setTimeout as sleep } from 'node:timers/promises';
import { connect, unreachable } from './connect.ts';
import { Connection } from './connection.ts';
import { HostUnreachable } from './host.ts';
import type { HostSettings } from './settings.ts';
import type { Shell } from './shell.ts';
import { isShortage } from './shortage.ts';

/** Milliseconds for one attempt to connect: name, TCP, key exchange and login. */
const connectWithin = 15_000;
/** Milliseconds to wait in all while this machine has no file to spare, and between looks. */
const shortageWithin = 30_000;
const shortagePause = 200;

/** A shell and the connection it belongs to. */
export interface Lease {
  readonly shell: Shell;
  readonly connection: Connection;
}

/** Keeps one connection to a host: opened when first needed, opened again when lost, shared by all. */
export class Keeper {
  readonly #settings: HostSettings;
  readonly #jump: Keeper | undefined;
  /** Every one not closed yet: besides the current one, those given up that still work. */
  readonly #connections = new Set<Connection>();
  #current: Connection | undefined;
  #opening: Promise<Connection> | undefined;
  #closed = false;
  #retired = false;

  constructor(settings: HostSettings, jump: Keeper | undefined) {
    this.#settings = settings;
    this.#jump = jump;
  }

  /** @throws HostUnreachable */
  async lease(): Promise<Lease> {
    for (let attempt = 1; ; attempt += 1) {
      const connection = await this.connection();
      try {
        const shell = await connection.take();
        // Closed as soon as the shell is given back, and opened anew for whoever needs it then.
        if (this.#retired) connection.retire();
        return { connection, shell };
      } catch (cause) {
        // It was lost while idle, and that shows only now: nothing was sent yet, so a new one may be tried.
        if (connection.usable || attempt === 3) throw unreachable(this.#settings, cause as Error);
      }
    }
  }

  /** @throws HostUnreachable */
  async connection(): Promise<Connection> {
    if (this.#closed) throw new HostUnreachable(`farmhand is stopping and calls ${this.#settings.name} no more`);
    if (this.#current?.usable) return this.#current;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return await this.#opening;
  }

  /** Closes every connection now. What runs on the host goes on. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening?.catch(() => {});
    for (const connection of this.#connections) connection.close();
  }

  /** No connection stays open for longer than it is used: for a host that is another by now. What is under way there comes to its end. */
  retire(): void {
    this.#retired = true;
    for (const connection of this.#connections) connection.retire();
  }

  /** This machine may have no file to spare just now. Nothing was sent yet, so it can wait for one. */
  async #open(): Promise<Connection> {
    for (const end = Date.now() + shortageWithin; ; await sleep(shortagePause)) {
      try {
        return await this.#connect();
      } catch (cause) {
        if (!isShortage(cause)) throw cause;
        if (this.#closed || Date.now() > end) throw unreachable(this.#settings, cause as Error);
      }
    }
  }

  async #connect(): Promise<Connection> {
    const through = async () => (await this.#jump?.connection())?.forward(this.#settings, connectWithin);
    const login = await connect(this.#settings, connectWithin, through);
    const connection = new Connection(login, this.#settings, () => this.#connections.delete(connection));
    this.#connections.add(connection);
    this.#current = connection;
    return connection;
  }
}
