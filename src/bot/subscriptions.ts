import * as z from 'zod';
import type { Notes } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Where } from './incoming.ts';
import { placeKey } from './request-origin.ts';

const subscriptionShelf = 'notify';

const subscription = z.object({
  vm: z.string(),
  platform: z.string(),
  channel: z.string(),
  private: z.boolean(),
  thread: z.string().optional(),
  account: z.string().optional(),
});

/** Places that want a message when a build of a VM ends, saying how, by VM: a note each. */
export class Subscriptions {
  readonly #notes: Notes;

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /** The places that want to hear of a VM. */
  async of(vm: string): Promise<readonly Where[]> {
    const all = [...(await this.#notes.notes(subscriptionShelf)).values()].map((note) => subscription.parse(note));
    return all.filter((one) => one.vm === vm).map(whereOf);
  }

  /** Adds a place, or takes it away; false: it was so already. */
  async set(vm: string, where: Where, on: boolean): Promise<boolean> {
    const key = `${vm} ${placeKey(where)}`;
    if (!on) return (await this.#notes.dropNotes(subscriptionShelf, [key])) > 0;
    return this.#notes.addNote(subscriptionShelf, key, noteOf(vm, where));
  }
}

function whereOf({ platform, channel, private: alone, thread, account }: Omit<z.infer<typeof subscription>, 'vm'>) {
  return {
    ...{ platform, channel, private: alone },
    ...(thread !== undefined && { thread }),
    ...(account !== undefined && { account }),
  };
}

function noteOf(vm: string, where: Where): Json {
  return { vm, ...whereOf(where) };
}
