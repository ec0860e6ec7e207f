import type { ClientChannel } from 'ssh2';
import { Frames } from './frames.ts';
import type { Request } from './script.ts';
import { encodeAll } from './utf8.ts';

/** What one script left, as bytes. */
export interface RawResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly truncated: boolean;
}

interface Pending {
  readonly stdout: Frames;
  readonly stderr: Frames;
  readonly resolve: (results: readonly RawResult[]) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * One `sh` on the host that stays, reading one request after another from its standard input: a request costs one round trip,
 * where a new channel costs two.
 */
export class Shell {
  readonly #channel: ClientChannel;
  #pending: Pending | undefined;
  #ended: Error | undefined;

  constructor(channel: ClientChannel, prelude: string) {
    this.#channel = channel;
    channel.on('data', (chunk: Buffer) => this.#receive('stdout', chunk));
    channel.stderr.on('data', (chunk: Buffer) => this.#receive('stderr', chunk));
    channel.on('error', (cause: Error) => this.end(cause));
    channel.on('close', () => this.end(new Error('the shell on the host ended')));
    channel.write(prelude);
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** One request at a time. Rejects when the shell ends first; whether the scripts ran is then unknown. */
  ask({ text, marker, count }: Request, keep: number): Promise<readonly RawResult[]> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      const frames = () => new Frames(marker, count, keep);
      this.#pending = { stdout: frames(), stderr: frames(), resolve, reject };
      this.#channel.write(encodeAll(text));
    });
  }

  /** Leaves it alone from now on. What it runs goes on: closing a channel kills nothing. */
  end(cause: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = cause;
    this.#channel.close();
    this.#pending?.reject(cause);
    this.#pending = undefined;
  }

  #receive(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    pending[stream].push(chunk);
    const [stdout, stderr] = [pending.stdout.frames, pending.stderr.frames];
    if (stdout === undefined || stderr === undefined) return;
    this.#pending = undefined;
    pending.resolve(
      stdout.map(({ code, bytes, truncated }, index) => {
        const other = stderr[index];
        return {
          code,
          stdout: bytes,
          stderr: other?.bytes ?? Buffer.alloc(0),
          truncated: truncated || other?.truncated === true,
        };
      }),
    );
  }
}
