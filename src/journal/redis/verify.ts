import type { Connection } from '../../redis/connection.ts';
import { auditIdentity, auditUnlisted, walk } from '../audit.ts';
import type { Anchor, AuditVerdict } from '../journal.ts';
import type { Audit } from './audit-under-way.ts';
import type { Keys } from './keys.ts';
import { readTip } from './tip.ts';
import { listsProblem, locksProblem } from './verify-lists.ts';
import { logProblem } from './verify-log.ts';
import { notesProblem } from './verify-notes.ts';
import { runsProblem } from './verify-runs.ts';

/**
 * Verifies the journal while others go on writing to it: all that was written when it came to the end of the log, and each run's
 * record as it was when read, the log being read on to that moment.
 *
 * As with any store, only `expected` finds out who computes everything anew. Leases, the token counter and cursors are of the
 * moment, and not covered. `identity`: which journal it must be. Nothing is written.
 */
export async function verify(
  connection: Connection,
  keys: Keys,
  shown: string,
  expected?: Anchor,
  identity?: string,
): Promise<AuditVerdict> {
  const { identity: found } = await connection.call(() => readTip(connection.redis, keys, shown));
  const other = auditIdentity(found, identity);
  if (other !== undefined) return { ok: false, seq: 0, problem: other };
  const audit: Audit = { connection, keys, shown, seen: walk(), recent: new Map(), last: '-', expected };
  const problem = await logProblem(audit);
  const { seq: events, hash: head } = audit.seen;
  const wrong =
    problem ??
    (await runsProblem(audit)) ??
    auditUnlisted(audit.seen) ??
    (await locksProblem(audit)) ??
    (await listsProblem(audit)) ??
    (await notesProblem(audit));
  return wrong ? { ok: false, ...wrong } : { ok: true, events, head };
}
