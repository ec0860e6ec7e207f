import { transaction } from '../../redis/pipeline.ts';
import { notesAltered } from '../audit.ts';
import type { Audit, Problem } from './audit-under-way.ts';
import { keysUnder } from './keys-under.ts';
import { noNotes, sealed } from './note-seal.ts';
import { tipFields } from './tip.ts';

/** Fields of the tip besides those that are read with it. */
const others = ['notes', 'copy'];
/** A look would not find a shelf that was just begun: so the problem must be seen in this many looks before it is believed. */
const looks = 3;

/** Compares the notes with their seal. */
export async function notesProblem({ connection, keys }: Audit): Promise<Problem | undefined> {
  for (let look = 1; ; look++) {
    const shelves = await keysUnder(connection, keys.notes(''));
    const [tip, ...all] = (await connection.call(() =>
      transaction(connection.redis, [['HGETALL', keys.tip], ...shelves.map((key) => ['HGETALL', key] as const)]),
    )) as Reply[];
    const fields = new Map(pairsOf(tip ?? []));
    for (const name of fields.keys())
      if (![...tipFields, ...others].includes(name))
        return { seq: 0, problem: `the field ${name} of ${keys.tip} is not of farmhand's making` };
    let seal = noNotes;
    for (const [index, shelf] of shelves.entries())
      for (const [key, text] of pairsOf(all[index] ?? [])) seal = sealed(seal, shelf, key, text);
    if (seal === (fields.get('notes') ?? noNotes)) return undefined;
    if (look === looks)
      return {
        seq: 0,
        problem: notesAltered,
      };
  }
}

type Reply = readonly string[] | Readonly<Record<string, string>>;

/** HGETALL in a transaction comes as it is sent. */
export function pairsOf(reply: Reply): readonly (readonly [string, string])[] {
  if (!Array.isArray(reply)) return Object.entries(reply as Record<string, string>);
  const words = reply as readonly string[];
  return words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? ''] as const] : []));
}
