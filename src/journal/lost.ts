import { type Lease, LeaseLost } from './journal.ts';

/** The error for a caller that has an old token. `held`: the lease as it is now, if anybody has it. */
export function leaseLost(of: string, token: number, held: Pick<Lease, 'owner' | 'token'> | undefined): LeaseLost {
  const now = held ? `${held.owner} has it under token ${held.token}` : 'nobody has it now';
  return new LeaseLost(`the lease of ${of.replace(':', ' ')} under token ${token} is lost: ${now}`);
}
