import { readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Where } from './adapter.ts';
import { placeKey } from './asked.ts';

const place = z.object({
  platform: z.string(),
  channel: z.string(),
  private: z.boolean(),
  thread: z.string().optional(),
});
const file = z.record(z.string(), z.array(place));
type File = z.infer<typeof file>;

/** Places that want to be told how each build of a VM ends, by VM; kept in a file of farmhand's own. */
export class Subscriptions {
  readonly #path: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** The places that want to hear of a VM. Throws when the file is there and cannot be read. */
  async of(vm: string): Promise<readonly Where[]> {
    const all = await this.#read();
    return (Object.hasOwn(all, vm) ? (all[vm] ?? []) : []).map(({ thread, ...where }) => ({
      ...where,
      ...(thread !== undefined && { thread }),
    }));
  }

  /** Adds a place, or takes it away; false: it was so already. */
  set(vm: string, where: Where, on: boolean): Promise<boolean> {
    const turn = this.#turn.then(async () => {
      const known = await this.of(vm);
      const others = known.filter((one) => placeKey(one) !== placeKey(where));
      if (others.length < known.length === on) return false;
      const { platform, channel, thread } = where;
      const own = { platform, channel, private: where.private, ...(thread !== undefined && { thread }) };
      await this.#write({ ...(await this.#read()), [vm]: [...others, ...(on ? [own] : [])] });
      return true;
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #read(): Promise<File> {
    try {
      return file.parse(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw new Error(`${this.#path} cannot be read: ${(error as Error).message}`, { cause: error });
    }
  }

  async #write(all: unknown): Promise<void> {
    await writeFile(`${this.#path}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
    await rename(`${this.#path}.new`, this.#path);
  }
}
