import type { Wanted } from '../../engine/plan.ts';
import type { Farm } from '../../farm/farm.ts';
import { known } from '../../farm/reading.ts';
import { referencesTo } from '../../farm/references.ts';
import type { Connection, Logins } from '../../farm/roles/use.ts';
import type { FarmState, Reading } from '../../farm/state.ts';
import { late, within } from '../../time/within.ts';
import type { PlanningContext } from '../command.ts';
import { ownerships } from '../ownership.ts';
import { type Build, type Evidence, evidenceNotes, lastUse } from './evidence.ts';
import { inventories } from './owners.ts';
import { isBuild } from './rebuild.ts';
import { spokenOf } from './references.ts';
import { own6, type VmState } from './seen-vm.ts';
import { vmState } from './vm-state.ts';

type Context = Pick<PlanningContext, 'farm' | 'person' | 'look' | 'read' | 'runService' | 'foresee'>;

/** Milliseconds for a VM to say who is logged in: one that hangs is not waited for. */
const patience = 60_000;

/**
 * The plan with notes on who would notice it: who uses its VM now, and when it was used last; and with its owner, if that is who asks. What the
 * steps depend on is read meanwhile, so that this takes no time of its own. Throws nothing of what it reads: that is said as not known.
 */
export async function withEvidence(context: Context, wanted: Wanted, clock = () => new Date()): Promise<Wanted> {
  const { farm, look, foresee } = context;
  const [name] = wanted.subjects;
  if (name === undefined) return wanted;
  foresee(wanted.steps);
  const state = await look();
  const seen = vmState(farm, state, name);
  const [read, builds] = await Promise.all([readUse(context, state, seen), buildsOf(farm, context.runService, name)]);
  // What was read is not to be of a later time.
  const now = clock();
  const told = (one: string) => wanted.notes.some((note) => note.includes(one));
  const through = referencesTo(inventories(state), spokenOf(seen)).flatMap(({ by }) => (told(by) ? [] : [by]));
  const [ssh] = seen.forwards.filter(({ toPort }) => toPort === 22);
  const evidence: Evidence = { ...read, builds, through, ...(ssh && { sshPort: ssh.port }) };
  const use = lastUse(evidence);
  const asker = context.person?.name;
  const noticed = loggedIn(farm, evidence).filter((one) => one !== asker);
  const owner = await ownedBy(context, name, seen);
  return {
    ...wanted,
    notes: [...evidenceNotes(evidence, now), ...wanted.notes],
    ...(noticed.length > 0 && { noticed }),
    ...(typeof use === 'object' && { idle: Math.max(0, Math.floor((now.getTime() - use.at) / 1000)) }),
    ...(owner && { owner }),
  };
}

/** Who asks, where the VM is theirs. Who took it for themselves is not taken for its owner: else nothing would be for a second person. */
async function ownedBy(
  { person, runService }: Context,
  vm: string,
  { instance }: VmState,
): Promise<Wanted['owner'] | undefined> {
  const { owner, run } = (await ownerships(runService)).of(vm, instance);
  if (owner === undefined || run === undefined || owner !== person?.name) return undefined;
  const { by, steps } = await runService.run(String(run));
  return by !== owner || steps.length > 0 ? { name: owner, run } : undefined;
}

/** People of farm.yaml who are logged in to the VM: by their name there, or their login name on the console. */
function loggedIn({ people }: Farm, { logins }: Evidence): readonly string[] {
  const names = new Set(known(logins, undefined)?.now.map(({ name }) => name));
  return [...people.values()].flatMap(({ name, identities }) =>
    names.has(name) || names.has(identities.console ?? '') ? [name] : [],
  );
}

/** What the farm's services and the VM itself say. */
async function readUse(
  { farm, read }: Context,
  state: FarmState,
  seen: VmState,
): Promise<Pick<Evidence, 'logins' | 'connections' | 'requests'>> {
  const { roles, firewall, proxy } = farm;
  const running = seen.instance?.running;
  const host = hostOf(farm, seen);
  const asked = running === true ? host : undefined;
  const whyNot = host === undefined ? 'I do not log in to it' : 'it is not asked, since it is not running';
  const place = state.proxy && 'known' in state.proxy ? state.proxy.known : undefined;
  const addresses = [...seen.addresses, ...own6(seen)];
  const [{ connections, requests }, { logins }] = await Promise.all([
    read({
      connections: firewall && running !== false ? roles.firewall?.connections?.(firewall, addresses) : undefined,
      requests: proxy && place && seen.site && roles.proxy?.requests?.(proxy, place, seen.site),
    }),
    asked === undefined ? { logins: { unknown: whyNot } } : inTime(asked, read({ logins: roles.guest.logins(asked) })),
  ]);
  return {
    logins,
    ...(firewall && {
      connections: running === false ? { known: [] } : othersThan(asked, connections ?? { unknown: 'not told' }),
    }),
    ...(state.proxy && 'unknown' in state.proxy && { requests: state.proxy }),
    ...(seen.site && place && { requests: requests ?? { unknown: 'not told' } }),
  };
}

async function inTime(host: string, reading: Promise<{ readonly logins: Reading<Logins> }>) {
  const read = await within(patience, reading);
  return read === late ? { logins: { unknown: `${host} did not answer within ${patience / 1000} s` } } : read;
}

/** Without farmhand's own connections: those by SSH from within the farm to a VM that farmhand logs in to. Who else has one is asked of the VM itself. */
function othersThan(host: string | undefined, connections: Reading<readonly Connection[]>): Evidence['connections'] {
  if ('unknown' in connections || host === undefined) return connections;
  return { known: connections.known.filter(({ toPort, forwarded }) => toPort !== 22 || forwarded) };
}

/** The host of farm.yaml that is the VM; undefined: farmhand does not log in to it. */
function hostOf({ hosts, vms }: Farm, { vm, addresses }: VmState): string | undefined {
  const own = vms.get(vm.name)?.build?.host;
  if (own !== undefined) return own;
  return [...hosts.values()].find(({ address }) => address === vm.instance || addresses.includes(address))?.name;
}

/** How many runs of a VM are gone through for a build of it. */
const most = 50;

/** Builds of the VM that are under way, and the newest that is over. */
async function buildsOf(farm: Farm, runService: Context['runService'], vm: string): Promise<readonly Build[]> {
  if (farm.vms.get(vm)?.build === undefined) return [];
  const builds: Build[] = [];
  for (const { run } of await runService.runs({ subject: vm, limit: most })) {
    const { by, plan, state, startedAt, endedAt } = await runService.run(String(run));
    if (!isBuild(farm.roles.builder, plan) || startedAt === undefined) continue;
    if (endedAt !== undefined) return [...builds, { run, by, ended: Date.parse(endedAt) }];
    if (state === 'running') builds.push({ run, by });
  }
  return builds;
}
