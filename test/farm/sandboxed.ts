import { actions } from '../../platforms/actions.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox, type SandboxSettings, sandboxParts } from '../../platforms/sandboxes.ts';
import type { Action, Applying, Invocation, Progress, Receipt } from '../../src/engine/action.ts';
import { Cancelled } from '../../src/engine/leave.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { vmNamed } from '../../src/farm/naming.ts';
import type { SourceDisk } from '../../src/farm/roles/storage.ts';
import type { AllocatedVm } from '../../src/farm/settings.ts';
import type { Hosts } from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { sleep } from '../../src/time/sleep.ts';
import { judge, receiptOf } from './real-host.ts';

/** A sandbox farm, reached over SSH. */
export interface Sandboxed {
  readonly sandbox: Sandbox;
  readonly farm: Farm;
  readonly hosts: Hosts;
  /** gallifrey's disk. */
  readonly disk: SourceDisk;
  /** A clone of gallifrey to be made. */
  readonly vm: AllocatedVm;
  /** Hosts over connections of their own, as another process has them. */
  another(): Hosts;
  close(): Promise<void>;
}

/** `parts`: the seed's, unless others are given. */
export async function sandboxed(settings: SandboxSettings = {}, parts = sandboxParts): Promise<Sandboxed> {
  const sandbox = await createSandbox({ diskSize: 8 * 2 ** 20, ...settings }, parts);
  const farm = await loadFarm(sandbox.farmFile);
  const connections: ReturnType<typeof createHosts>[] = [];
  const another = () => {
    const made = createHosts([...farm.hosts.values()]);
    connections.push(made);
    return made.host;
  };
  const bytes = settings.diskSize ?? 8 * 2 ** 20;
  return {
    sandbox,
    farm,
    hosts: another(),
    disk: { index: 0, volume: 'f3e8d23f-21c0-417d-9b5e-91bb4da9b926.disk0', bytes, extents: bytes / (4 * 2 ** 20) },
    vm: { ...vmNamed(farm, 'gallifrey-dev'), address: '10.10.60.6', mac: '52:54:86:b3:3f:10', sshPort: 22006 },
    another,
    close: async () => {
      await Promise.all(connections.map((one) => one.close()));
      await sandbox.close();
    },
  };
}

export interface Try extends Applying {
  /** Cancels the run. */
  cancel(): void;
  /** Lets go of the run, as a process that stops. */
  letGo(): void;
  readonly told: Progress[];
}

let count = 0;

/** What the engine gives to one attempt of a step; `at` hears each fault point it passes, `earlier` are those before it that failed. */
export function attempt(
  hosts: Hosts,
  {
    name = '',
    at = (_point: string, _try: Try): void => {},
    earlier = [],
  }: { readonly name?: string; at?(point: string, it: Try): void; readonly earlier?: readonly Try[] } = {},
): Try {
  if (name === '') count += 1;
  const step = name || `step-${count}`;
  const [cancel, letGo] = [new AbortController(), new AbortController()];
  const told: Progress[] = [];
  const it: Try = {
    hosts,
    run: 7,
    step,
    attempt: `r7.test.${step}.1`,
    earlier: earlier.map(({ attempt }) => attempt),
    fence: { resource: `r7.${step}`, token: 1 },
    signal: cancel.signal,
    progress: (progress) => {
      told.push(progress);
    },
    sleep: (milliseconds) => sleep(milliseconds, [cancel.signal, letGo.signal]),
    fault: (point) => at(point, it),
    cancel: () => cancel.abort(new Cancelled('cancelled by a test')),
    letGo: () => letGo.abort(new Error('let go')),
    told,
  };
  return it;
}

function known(invocation: Pick<Invocation, 'action'>): Action {
  const found = actions.get(invocation.action);
  if (!found) throw new Error(`no action ${invocation.action}`);
  return found;
}

/** An invocation as the journal gives it back. */
export function stored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** What the host shows, and what would be done now. */
export function look(hosts: Hosts, { action, args }: Invocation) {
  return judge(hosts, known({ action }), stored(args));
}

/** Does what the step has to do now; whether it is done then is not looked at. */
export async function apply(invocation: Invocation, applying: Applying): Promise<void> {
  const action = known(invocation);
  const { seen } = await look(applying.hosts, invocation);
  await action.apply(action.args.parse(stored(invocation.args)), stored(seen), applying);
}

/** Does a step as the engine would: look, do, look again; its receipt. Throws when the host does not show it after. */
export async function perform(invocation: Invocation, applying: Applying): Promise<Receipt> {
  const action = known(invocation);
  const args = action.args.parse(stored(invocation.args));
  const before = await look(applying.hosts, invocation);
  if (before.is === 'todo') await action.apply(args, stored(before.seen), applying);
  const after = await look(applying.hosts, invocation);
  if (after.is !== 'done') throw new Error(`${action.name} is not done: ${JSON.stringify(after)}`);
  return receiptOf(action, args, stored(before.seen), stored(after.seen));
}

/** Takes a step back as the engine would: the steps its receipt leads to, each done or found to be done already. */
export async function undo(invocation: Invocation, receipt: Receipt, hosts: Hosts): Promise<void> {
  const undoing = known(invocation).undo(known(invocation).args.parse(stored(invocation.args)), receipt);
  if (!('by' in undoing)) throw new Error('cannot' in undoing ? undoing.cannot : undoing.stays);
  for (const back of undoing.by) await perform(stored(back), attempt(hosts));
}
