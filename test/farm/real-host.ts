import type { Action, Applying, Judgement, Receipt } from '../../src/engine/action.ts';
import { readFacts } from '../../src/engine/look.ts';
import type { Json } from '../../src/journal/json.ts';
import type { Hosts } from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import type { HostSettings } from '../../src/ssh/settings.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

/** A host reached over real SSH: this machine, as `host01`. */
export interface RealHost {
  readonly hosts: Hosts;
  readonly sshd: Sshd;
  close(): Promise<void>;
}

export async function realHost(changes: Partial<HostSettings> = {}): Promise<RealHost> {
  const sshd = await startSshd();
  const { host, close } = createHosts([sshd.settings({ name: 'host01', ...changes })]);
  return {
    hosts: host,
    sshd,
    close: async () => {
      await close();
      await sshd.remove();
    },
  };
}

/** One look at the hosts, and what the action makes of it. */
export async function judge(hosts: Hosts, action: Action, args: unknown): Promise<Judgement & { readonly seen: Json }> {
  const known = action.args.parse(args);
  const seen = action.see(known, await readFacts(hosts, action.facts(known)));
  return { ...action.judge(known, JSON.parse(JSON.stringify(seen)), false), seen };
}

let count = 0;

/** Does a step as the engine would: look, do, look again. Throws when there is nothing to do, or the host does not show it after. */
export async function perform(hosts: Hosts, action: Action, args: unknown): Promise<Receipt> {
  const before = await judge(hosts, action, args);
  if (before.is !== 'todo') throw new Error(`${action.name} is ${before.is}: ${before.why}`);
  const known = action.args.parse(args);
  await action.apply(known, before.seen, applying(hosts));
  const after = await judge(hosts, action, args);
  if (after.is !== 'done') throw new Error(`${action.name} ran and is not done: ${JSON.stringify(after)}`);
  return receiptOf(action, known, before.seen, after.seen);
}

/** A receipt as the journal keeps it. Throws where the action could not read it again. */
export function receiptOf(action: Action, args: unknown, before: Json, after: Json): Receipt {
  const receipt = JSON.parse(JSON.stringify(action.receipt.of(args, before, after, 1)));
  return receipt === null ? null : action.receipt.schema.parse(receipt) && receipt;
}

/** Takes a step back with its receipt, by the actions it names. */
export async function undo(
  hosts: Hosts,
  actions: readonly Action[],
  action: Action,
  args: unknown,
  receipt: Receipt,
): Promise<void> {
  const undoing = action.undo(action.args.parse(args), action.receipt.schema.parse(receipt));
  if (!('by' in undoing)) throw new Error('cannot' in undoing ? undoing.cannot : undoing.stays);
  for (const invocation of undoing.by) {
    const found = actions.find(({ name }) => name === invocation.action);
    if (!found) throw new Error(`no action ${invocation.action}`);
    await perform(hosts, found, JSON.parse(JSON.stringify(invocation.args)));
  }
}

export function applying(hosts: Hosts): Applying {
  count += 1;
  return {
    hosts,
    run: 1,
    step: 'step',
    attempt: `r1.test.step-${count}.1`,
    earlier: [],
    fence: { resource: `r1.step-${count}`, token: 1 },
    signal: new AbortController().signal,
    progress: () => undefined,
    sleep: () => Promise.resolve(),
    fault: () => undefined,
  };
}
