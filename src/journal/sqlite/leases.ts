import type { DatabaseSync } from 'node:sqlite';
import { type Lease, LeaseLost } from '../journal.ts';
import { hasEnded } from '../owner.ts';
import { headOfRun } from './runs.ts';
import { statement } from './statement.ts';

function leaseOfRun(db: DatabaseSync, run: number): Lease | undefined {
  return statement(db, 'SELECT run, token, owner, expires FROM leases WHERE run = ?').get(run) as unknown as
    | Lease
    | undefined;
}

/** Gives the run to `owner`, under the next token, unless somebody alive has it. */
export function takeLease(
  db: DatabaseSync,
  run: number,
  owner: string,
  expires: number,
  now: number,
): Lease | undefined {
  if (!headOfRun(db, run)) throw new Error(`there is no run ${run} to work on`);
  const held = leaseOfRun(db, run);
  if (held && held.expires > now && !hasEnded(held.owner)) return undefined;
  const { token } = statement(db, 'UPDATE fence SET token = token + 1 RETURNING token').get() as { token: number };
  statement(db, 'INSERT OR REPLACE INTO leases (run, token, owner, expires) VALUES (?, ?, ?, ?)').run(
    ...[run, token, owner, expires],
  );
  return { run, token, owner, expires };
}

/** Throws LeaseLost unless `token` is that of the run's lease. */
export function checkToken(db: DatabaseSync, run: number, token: number): void {
  const held = leaseOfRun(db, run);
  if (held?.token === token) return;
  const now = held ? `${held.owner} has it under token ${held.token}` : 'nobody has it now';
  throw new LeaseLost(`the lease of run ${run} under token ${token} is lost: ${now}`);
}

export function renewLease(db: DatabaseSync, lease: Lease, expires: number): Lease {
  checkToken(db, lease.run, lease.token);
  statement(db, 'UPDATE leases SET expires = ? WHERE run = ?').run(expires, lease.run);
  return { ...lease, expires };
}

export function releaseLease(db: DatabaseSync, { run, token }: Lease): void {
  statement(db, 'DELETE FROM leases WHERE run = ? AND token = ?').run(run, token);
}
