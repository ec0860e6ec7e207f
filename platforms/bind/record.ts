import * as z from 'zod';
import { type Action, action } from '../../src/engine/action.ts';
import { domain } from '../../src/farm/config/scalars.ts';
import { resolveFact } from '../../src/farm/dns/resolve.ts';
import { fileFact } from '../../src/farm/text/file.ts';
import { patchSchema } from '../../src/farm/text/patch.ts';
import type { FileState } from '../../src/ssh/host.ts';
import { apply } from './apply.ts';
import { args, awaited, type RecordArgs, type Want } from './args.ts';
import { aroundFacts } from './around.ts';
import { type Answer, answerFact, todayFact } from './facts.ts';
import { judgeRecord, judgeUnrecord } from './judge.ts';
import { type Seen, see } from './see.ts';
import type { ZoneSource } from './source.ts';

/** Adds a record to a zone file, raises its serial and reloads the server; done when the running server answers with it. */
export const record = action<RecordArgs, Seen>({
  ...common('present'),
  name: 'bind.record',
  risk: 'safe',
  title: (wanted) => describe(wanted),
  judge: judgeRecord,
});

const removal = common('absent');

/** Takes a record out of a zone file, raises its serial and reloads the server; done when the running server does not answer with it. */
export const removeRecord = action<RecordArgs, Seen>({
  ...removal,
  // Names that had the address beside the one that goes are no reason not to bring it back.
  receipt: (wanted, before, after, run) => {
    const receipt = removal.receipt(wanted, before, after, run);
    return receipt && { ...(receipt as object), beside: [...(before.sharers ?? [])] };
  },
  undo: (wanted, receipt) => {
    const { beside } = z.object({ beside: z.array(domain).optional() }).parse(receipt);
    return removal.undo({ ...wanted, ...(beside?.length ? { beside } : {}) }, receipt);
  },
  name: 'bind.unrecord',
  risk: 'disruptive',
  removes: true,
  title: (wanted) => `removal of ${describe(wanted)}`,
  judge: judgeUnrecord,
});

function describe({ type, name, value }: RecordArgs): string {
  return type === 'A' ? `DNS record ${name} A ${value}` : `reverse DNS record ${name} PTR ${value}`;
}

function common(want: Want): Omit<Action<RecordArgs, Seen>, 'name' | 'risk' | 'title' | 'judge'> {
  return {
    args,
    facts: (wanted) => [
      fileFact(wanted.host, wanted.file),
      todayFact(wanted.host),
      answerFact({ host: wanted.host, ...wanted.server }, wanted),
      ...aroundFacts(wanted),
      ...awaited(wanted, want).map((host) => resolveFact(host, wanted.name)),
    ],
    see: (wanted, [file, today, answer, source, soa, ...found]) =>
      see(wanted, want, file as FileState, today as string, {
        answer: answer as Answer,
        source: source as ZoneSource | undefined,
        soa: soa as Answer | undefined,
        unresolved: awaited(wanted, want).filter(
          (_, index) => !(found[index] as readonly string[] | undefined)?.includes(wanted.value),
        ),
      }),
    apply: (wanted, seen, applying) => apply(wanted, seen, applying, want),
    receipt: (_, before, after) =>
      before.change && before.present !== after.present ? { patch: before.change.patch } : null,
    undo: ({ restore: _, resolvers: _resolvers, ...wanted }, receipt) => {
      const { patch } = receiptSchema.parse(receipt);
      return {
        by: [{ action: want === 'present' ? 'bind.unrecord' : 'bind.record', args: { ...wanted, restore: patch } }],
      };
    },
  };
}

const receiptSchema = z.object({ patch: patchSchema });
