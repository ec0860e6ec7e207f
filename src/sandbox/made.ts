import type { PublicKey } from './keys.ts';

/** A VM of the sandbox that is logged in to: a folder, and an SSH server in front of it, whether or not the VM is there yet. */
export interface Guest {
  readonly name: string;
  /** What would be / in it. */
  readonly folder: string;
  readonly port: number;
  readonly hostKey: PublicKey;
  close(): Promise<void>;
}

/** The whole farm, for comparing: place → what is there. */
export type Snapshot = ReadonlyMap<string, string>;
