import type { DatabaseSync, StatementSync } from 'node:sqlite';

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** The prepared statement of this text, made once for each connection. */
export function statement(db: DatabaseSync, sql: string): StatementSync {
  const statements = prepared.get(db) ?? new Map<string, StatementSync>();
  prepared.set(db, statements);
  const found = statements.get(sql) ?? db.prepare(sql);
  statements.set(sql, found);
  return found;
}
