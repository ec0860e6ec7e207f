import * as z from 'zod';
import { type Applying, action, type Undoing } from '../../src/engine/action.ts';
import { readFacts } from '../../src/engine/look.ts';
import { resolveFact, untilResolved } from '../../src/farm/dns/resolve.ts';
import { shownReverse } from '../../src/farm/reverse-name.ts';
import { args, type RecordArgs, restore } from './args.ts';
import { nameOf, serverOf } from './ask.ts';
import { nameFact, transferFact } from './facts.ts';
import { expected, judge } from './judge.ts';
import { type Seen, see } from './see.ts';
import { send } from './update.ts';

/** What was changed, with what the record had beside it. */
const Changed = z.strictObject({
  /** Of the record that was removed; null: it was added. */
  ttl: z.int().nullable(),
  ...restore.shape,
});
type Changed = z.infer<typeof Changed>;

/** Milliseconds a server may take until it answers with what it took: PowerDNS has a cache of 20 s. */
const patience = 30_000;

/**
 * A record of a zone is there, or is not, by a dynamic update (RFC 2136) signed with TSIG (RFC 8945).
 */
export const record = action({
  name: 'rfc2136.record',
  risk: ({ present }) => (present ? 'safe' : 'disruptive'),
  removes: ({ present }) => !present,
  args,
  claims: ({ present, type, value }) => (present && type !== 'PTR' ? [{ kind: 'address', address: value }] : []),
  title: ({ present, ...wanted }) => (present ? described(wanted) : `removal of ${described(wanted)}`),
  facts: (wanted) => ({
    ...ownFacts(wanted),
    found: awaited(wanted).map((host) => resolveFact(host, wanted.name)),
  }),
  see: (wanted, { answer, transfer, found }): Seen => ({
    ...see(wanted, answer, transfer),
    unresolved: awaited(wanted).filter((_, index) => !found[index]?.includes(wanted.value)),
  }),
  judge,
  apply,
  receipt: { schema: Changed, of: changed },
  lasting: {
    name: ({ type, name, zone }) => `${type} record of ${name} in ${zone}`,
    gone: ({ present }) => !present,
    now: (_wanted, { problem, present, others, alias }) => {
      if (problem !== null) return undefined;
      if (alias !== null) return `it is an alias of ${alias}`;
      if (!present) return others.length > 0 ? `it is ${others.join(', ')}` : 'there is none';
      return others.length > 0 ? `there is ${others.join(', ')} too` : undefined;
    },
  },
  undo,
});

function described({ type, name, value }: Pick<RecordArgs, 'type' | 'name' | 'value'>): string {
  return `${type === 'PTR' ? 'reverse DNS record' : 'DNS record'} ${shownReverse(name)} ${type} ${value}`;
}

/** Hosts that are waited for. */
function awaited({ present, resolvers = [] }: RecordArgs): readonly string[] {
  return present ? resolvers : [];
}

function ownFacts(wanted: RecordArgs) {
  const server = serverOf(wanted);
  return { answer: nameFact(server, wanted.zone, wanted), transfer: transferFact(server, wanted.zone) };
}

async function apply(wanted: RecordArgs, seen: Seen, applying: Applying): Promise<void> {
  if (seen.present !== wanted.present) {
    await send(applying.hosts(wanted.host), serverOf(wanted), wanted, expected(wanted, seen));
    await untilServed(wanted, applying);
  }
  const { name, value } = wanted;
  await untilResolved({ name, address: value, resolvers: awaited(wanted), negative: seen.negative }, applying);
}

/** Waits until the server answers with what it took. */
async function untilServed(wanted: RecordArgs, applying: Applying): Promise<void> {
  const last = Date.now() + patience;
  for (;;) {
    const { answer, transfer } = await readFacts(applying.hosts, ownFacts(wanted));
    const { problem, present, served } = see(wanted, answer, transfer);
    if (problem === null && present === wanted.present && served === wanted.present) return;
    if (Date.now() >= last) {
      const still =
        problem ?? `it still answers ${served ? 'with it' : 'without it'}: somebody may have changed it back`;
      throw new Error(
        `${nameOf(serverOf(wanted))} took the ${wanted.present ? 'record' : 'removal of'} ${wanted.name} ${wanted.type} ${wanted.value}, and ${patience / 1000} s later: ${still}`,
      );
    }
    applying.progress({ text: `waiting until ${nameOf(serverOf(wanted))} answers with what it took` });
    await applying.sleep(500);
  }
}

/** What was changed, or may have been where the server cannot be asked any more: what undoes it compares again. */
function changed({ present }: RecordArgs, before: Seen, after: Seen): Changed | null {
  if (before.present === present || (after.problem === null && after.present !== present)) return null;
  return { ttl: before.ttl, sharers: before.sharers && [...before.sharers], others: [...before.others] };
}

/** The very value goes again, or comes back with the TTL it had. */
function undo({ resolvers: _, restore: _restore, ...wanted }: RecordArgs, { ttl, ...had }: Changed): Undoing {
  const args: RecordArgs = wanted.present
    ? { ...wanted, present: false }
    : { ...wanted, present: true, ttl: ttl ?? wanted.ttl, restore: had };
  return { by: [{ action: 'rfc2136.record', args }] };
}
