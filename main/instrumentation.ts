import type { InboundHandler } from '../src/bot/adapter.ts';
import type { Journal } from '../src/journal/journal.ts';
import type { Hosts } from '../src/ssh/host.ts';

/** Put around the parts of a farmhand to count what passes: each gives back what does the same as it was given. */
export interface Instrumentation {
  journal(journal: Journal): Journal;
  hosts(hosts: Hosts): Hosts;
  inbound(platform: string, inbound: InboundHandler): InboundHandler;
}
