import type { DatabaseSync } from 'node:sqlite';
import type { Lease } from '../journal.ts';
import { leaseLost } from '../lost.ts';
import { hasEnded } from '../owner.ts';
import { statement } from './statement.ts';

function leaseOf(db: DatabaseSync, of: string): Lease | undefined {
  return statement(db, 'SELECT "of", token, owner, expires FROM leases WHERE "of" = ?').get(of) as unknown as
    | Lease
    | undefined;
}

/** Gives the lease to `owner`, under the next token, unless a live owner has it. */
export function takeLease(
  db: DatabaseSync,
  of: string,
  owner: string,
  expires: number,
  now: number,
): Lease | undefined {
  const held = leaseOf(db, of);
  if (held && held.expires > now && !hasEnded(held.owner)) return undefined;
  const { token } = statement(db, 'UPDATE fence SET token = token + 1 RETURNING token').get() as { token: number };
  statement(db, 'INSERT OR REPLACE INTO leases ("of", token, owner, expires) VALUES (?, ?, ?, ?)').run(
    ...[of, token, owner, expires],
  );
  return { of, token, owner, expires };
}

/** Throws LeaseLost unless `token` is that of the lease. */
export function checkToken(db: DatabaseSync, of: string, token: number): void {
  const held = leaseOf(db, of);
  if (held?.token !== token) throw leaseLost(of, token, held);
}

export function renewLease(db: DatabaseSync, lease: Lease, expires: number): Lease {
  checkToken(db, lease.of, lease.token);
  statement(db, 'UPDATE leases SET expires = ? WHERE "of" = ?').run(expires, lease.of);
  return { ...lease, expires };
}

export function releaseLease(db: DatabaseSync, { of, token }: Lease): void {
  statement(db, 'DELETE FROM leases WHERE "of" = ? AND token = ?').run(of, token);
}
