import type { Reading } from '../state.ts';

/** A connection to a VM that is open. */
export interface Connection {
  /** `tcp`, `udp`, … */
  readonly protocol: string;
  /** Who opened it, of IPv6 as RFC 5952 writes it. */
  readonly from: string;
  /** The port on the VM. */
  readonly toPort: number;
  /** It was opened to another address, and was led to the VM. */
  readonly forwarded: boolean;
}

/** Requests to a site, as far as they were read. Times are epoch milliseconds. */
export interface Requests {
  /** One a request, the oldest first; farmhand's own are left out. */
  readonly times: readonly number[];
  /** They were read from here on: before it nothing is known. */
  readonly since: number;
}

/** Somebody who is or was logged in. Times are epoch milliseconds. */
export interface Login {
  readonly name: string;
  /** Absent: at a console. */
  readonly from?: string;
  readonly since: number;
  /** Absent: not over, or nobody wrote down when. */
  readonly until?: number;
}

/** Who is logged in to a VM, and who was. */
export interface Logins {
  readonly now: readonly Login[];
  readonly past: Reading<PastLogins>;
}

/** Logins that are over, as far as they are on record. */
export interface PastLogins {
  /** The newest. */
  readonly last?: Login;
  /** Epoch milliseconds: the record begins here. */
  readonly since: number;
}
