import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a stand-in does instead of its work, or besides it. */
export type Fault =
  /** Does nothing and gives up. */
  | { readonly kind: 'fail'; readonly code?: number }
  /** Does its work, then says that it failed. */
  | { readonly kind: 'fail-after'; readonly code?: number }
  | { readonly kind: 'slow'; readonly seconds: number }
  /** Does nothing, for ever. */
  | { readonly kind: 'hang' }
  /** Does its work, then never ends. */
  | { readonly kind: 'hang-after' };

export interface FaultWhen {
  /** How many times; default 1. */
  readonly times?: number;
  /** Only where the arguments, with blanks between them, contain this. */
  readonly when?: string;
}

/**
 * Switches with which a test makes a host misbehave. They are files in the host's folder, so that they work from another
 * process than the sandbox's own.
 */
export interface Faults {
  tool(name: string, fault: Fault, when?: FaultWhen): Promise<void>;
  /** The next snapshot that is copied from overflows meanwhile, and dd notices nothing. */
  overflow(): Promise<void>;
  /** A firewall whose files contain this text cuts SSH off, from the moment it is loaded until `shorewall clear`. */
  cutWhenLoaded(text: string): Promise<void>;
  /** Cuts SSH off now. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** The switches of the host in this folder. `cut`: the file that is there while SSH to it is cut off. */
export function faultsOf(folder: string, cut: string): Faults {
  const file = (name: string) => join(folder, 'faults', name);
  return {
    tool: (name, fault, { times = 1, when = '' } = {}) =>
      appendFile(file(name), `${times}\t${fault.kind}\t${numberOf(fault)}\t${when}\n`),
    overflow: () => writeFile(file('overflow'), ''),
    cutWhenLoaded: (text) => writeFile(file('cut'), `${text}\n`),
    cut: () => writeFile(cut, ''),
    mend: () => rm(cut, { force: true }),
  };
}

function numberOf(fault: Fault): number {
  if (fault.kind === 'slow') return fault.seconds;
  return 'code' in fault && fault.code !== undefined ? fault.code : 1;
}
