import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Transport } from 'irc-framework';

/** What a connection's bytes go through. */
export interface Wire {
  /** Opens a socket; says by `secure` whether it is ready only after a TLS handshake. Throws when it cannot even be tried. */
  dial(): { readonly socket: Socket; readonly secure: boolean };
  /** A line was written. */
  wrote(): void;
  /** Handling a line from the server threw. */
  broke(error: unknown): void;
}

/** Longer than any line a server may send (8,191 bytes of tags and 512 more). */
const longestLine = 64 * 1024;

/**
 * The socket under irc-framework, instead of its own, which cannot be given an authority to verify a server by, waits 40 ms
 * between two short lines (Nagle), and writes CR and LF in an argument as they are. A line with CR, LF or NUL is never written.
 */
export function transportOver(wire: Wire): new () => Transport {
  return class extends EventEmitter implements Transport {
    #socket: Socket | undefined;
    #open = false;
    #error: Error | undefined;
    #partial = nothing;

    connect(): void {
      let dialled: ReturnType<Wire['dial']>;
      try {
        dialled = wire.dial();
      } catch (error) {
        setImmediate(() => this.emit('close', error));
        return;
      }
      const { socket, secure } = dialled;
      this.#socket = socket;
      socket.setNoDelay(true);
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        this.#open = true;
        this.emit('open');
      });
      socket.on('data', (data) => this.#read(data));
      socket.on('error', (error) => {
        this.#error = error;
      });
      socket.once('close', () => {
        this.#open = false;
        this.emit('close', this.#error ?? false);
      });
    }

    writeLine(line: string, written?: () => void): void {
      if (/[\r\n\0]/.test(line)) throw new Error('refused to write an IRC line with CR, LF or NUL in it');
      if (!this.#open || !this.#socket) {
        if (written) setImmediate(written);
        return;
      }
      this.#socket.write(`${line}\r\n`, written && (() => written()));
      wire.wrote();
    }

    close(force = false): void {
      if (force || !this.#open) this.#socket?.destroy();
      else this.#socket?.end();
    }

    disposeSocket(): void {
      this.#socket?.destroy();
    }

    setEncoding(): boolean {
      return true;
    }

    #read(data: Buffer): void {
      const lines = splitLines(this.#partial.length === 0 ? data : Buffer.concat([this.#partial, data]));
      this.#partial = lines.partial;
      for (const line of lines.whole) {
        try {
          this.emit('line', line);
        } catch (error) {
          wire.broke(error);
        }
      }
      if (this.#partial.length > longestLine) {
        this.#socket?.destroy(new Error(`the server sent a line longer than ${longestLine} bytes`));
      }
    }
  };
}

const nothing = Buffer.alloc(0);
const [carriageReturn, lineFeed] = [13, 10];

function splitLines(bytes: Buffer): { whole: string[]; partial: Buffer<ArrayBuffer> } {
  const whole: string[] = [];
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
    whole.push(bytes.toString('utf8', start, bytes[end - 1] === carriageReturn ? end - 1 : end));
    start = end + 1;
  }
  return { whole, partial: start === bytes.length ? nothing : Buffer.from(bytes.subarray(start)) };
}
