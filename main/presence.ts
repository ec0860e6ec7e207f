import type { Adapter, Trouble } from '../src/bot/adapter.ts';

/** How a chat platform is just now. */
export interface Presence {
  readonly platform: string;
  /** deaf: the network refuses this process, and no other is known to speak. `why` says what is known of what is in the way. */
  readonly is: 'connected' | 'connecting' | 'standing by' | 'deaf';
  readonly why?: string;
}

/** How a platform is, by its adapter and what keeps this process from it. */
export function presence(platform: string, adapter: Adapter | undefined, trouble: Trouble | undefined): Presence {
  if (adapter?.connected) return { platform, is: 'connected' };
  const why = trouble && { why: trouble.why };
  if (trouble?.lasts) return { platform, is: 'deaf', ...why };
  return { platform, is: adapter ? 'connecting' : 'standing by', ...why };
}
