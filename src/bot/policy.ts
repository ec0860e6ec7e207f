import type { Risk } from '../engine/action.ts';
import type { Gate } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { LeaseDemand } from '../farm/limits.ts';
import type { Approvals, PolicyRule } from '../farm/policy-rule.ts';
import { fits } from '../farm/wildcard.ts';
import type { Window } from '../farm/window.ts';
import type { Command } from './command.ts';
import { strictest } from './gate.ts';
import type { Person } from './people.ts';
import { listed } from './words.ts';

/** What a person wants to do, as far as the policy cares. */
export interface Deed {
  /** The command's name. */
  readonly command: string;
  readonly about: 'read' | 'settle' | Risk;
  /** The VMs it is about, those it copies from among them. */
  readonly vms: readonly string[];
  /** Seconds for which nobody used its VM; absent: somebody does, or that is not known. */
  readonly idle?: number;
  /** Its VM belongs to who asks; absent: it does not, or that is not known. */
  readonly own?: true;
  /** All it takes away is kept in the bin. */
  readonly kept?: true;
  /** What it comes to besides, by whose rules it goes too: of an undoing the command that does the same. */
  readonly also?: Pick<Deed, 'command' | 'about'>;
}

/** What is known of a deed's VM besides its name. */
type Conditions = Pick<Deed, 'idle' | 'own' | 'kept'>;

export type Who = PolicyRule['who'];

/**
 * Rules that fit a deed whatever its VMs, the first that fits every VM being the last. The risk of a decision about runs
 * (`settle`) is that of the plan decided about, so only a rule that names the command is about it, and else it is for people.
 * `known`: of the VM, or `any`, where there is no VM yet: then a rule about that may fit, and those after it.
 */
function fitting(
  policy: readonly PolicyRule[],
  { command, about }: Pick<Deed, 'command' | 'about'>,
  known: Conditions | 'any',
): readonly PolicyRule[] {
  const rules = policy
    .filter((rule) => known === 'any' || holds(rule, known))
    .filter(({ commands, risks }) =>
      about === 'settle'
        ? commands.includes(command)
        : (commands.length === 0 || commands.includes(command)) && (risks.length === 0 || risks.includes(about)),
    );
  const general = rules.findIndex((rule) => rule.vms.length === 0 && (known !== 'any' || holds(rule, {})));
  return general < 0 ? [...rules, cautious] : rules.slice(0, general + 1);
}

/** Whether what a rule asks of the VM is so. */
function holds({ idleFor, own, kept }: PolicyRule, known: Conditions): boolean {
  const isIdle = idleFor === undefined || (known.idle !== undefined && known.idle >= idleFor);
  return isIdle && (!own || known.own === true) && (!kept || known.kept === true);
}

/** What holds where no rule fits, though of the defaults one fits every plan. */
const cautious: PolicyRule = {
  commands: [],
  vms: [],
  risks: [],
  who: 'people',
  approvals: { need: 1, roles: [], askerCounts: false, expires: 1800 },
};

/** Commands that take a second person whatever the policy says: what they take away is nowhere any more. */
const twoPersons: readonly string[] = ['purge'];

/** Whether no rule can have one person do it alone. */
export function alwaysTakesTwo(command: string): boolean {
  return twoPersons.includes(command);
}

/** The rules that decide, and all of them hold: those of the deed, and those that name the command whose doing it comes to. */
function deciding(policy: readonly PolicyRule[], { also, ...deed }: Deed): readonly PolicyRule[] {
  const own = decidingAlone(policy, deed);
  if (!also) return own;
  const named = decidingAlone(policy, { ...deed, ...also }).filter(({ commands }) => commands.includes(also.command));
  return [...own, ...named];
}

/** For each VM the first that fits it. */
function decidingAlone(policy: readonly PolicyRule[], deed: Deed): readonly PolicyRule[] {
  const rules = fitting(policy, deed, deed);
  const general = rules.slice(-1);
  if (deed.vms.length === 0) return general;
  return deed.vms.flatMap((vm) => rules.find(({ vms }) => fitsVm(vms, vm)) ?? general);
}

function fitsVm(patterns: readonly string[], vm: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => fits(pattern, vm));
}

/** Who may ask for it: one answer a VM, and all of them hold. */
export function askers(policy: readonly PolicyRule[], deed: Deed): readonly Who[] {
  return deciding(policy, deed).map(({ who }) => who);
}

/** The end that a VM must have which this person clones or extends: as a rule that names `extend` says, else as for a clone. Undefined: it needs none. */
export function leaseDemand(
  policy: readonly PolicyRule[],
  command: 'clone' | 'extend',
  vm: string,
  asker: Pick<Person, 'roles'>,
): LeaseDemand | undefined {
  const [own] = deciding(policy, { command, about: command === 'clone' ? 'disruptive' : 'safe', vms: [vm] });
  if (command === 'extend' && !own?.commands.includes('extend')) return leaseDemand(policy, 'clone', vm, asker);
  return own?.lease?.unless.some((role) => asker.roles.includes(role)) ? undefined : own?.lease;
}

/** Whether `who` takes in this person; null is an unidentified person. */
export function admits(who: Who, person: Person | null): boolean {
  if (who === 'anyone') return true;
  if (person === null) return false;
  return who === 'people' || who.some((role) => person.roles.includes(role));
}

/** Whether there can be a VM this person may use the command on: all that can be said before there is a plan, and what help shows. */
export function mayUse(policy: readonly PolicyRule[], command: Command, person: Person | null): boolean {
  return fitting(policy, { command: command.name, about: aboutOf(command) }, 'any').some(({ who }) =>
    admits(who, person),
  );
}

/** Who may ask, in words. */
export function whoMay(who: Who): string {
  if (who === 'anyone') return 'anybody';
  if (who === 'people') return 'the people farm.yaml lists';
  return `people with the role ${listed(who, 'or')}`;
}

/** What the policy goes by before there is a plan. */
export function aboutOf(command: Command): Deed['about'] {
  return command.kind === 'plan' ? command.risk : command.kind;
}

/** When the deed may begin: of several VMs, in a window of each of these lists. */
export function windowsOf(policy: readonly PolicyRule[], deed: Deed): readonly (readonly Window[])[] {
  return [...new Set(deciding(policy, deed).flatMap(({ windows }) => (windows ? [windows] : [])))];
}

/**
 * What has to be approved before the run may start: of several VMs, all that any of them takes. Undefined when nothing has.
 * `override`: it is to begin though it is frozen or out of its window, which takes one person more; of what takes none, somebody else.
 */
export function gateOf(policy: readonly PolicyRule[], deed: Deed, now: Date, override = false): Gate | undefined {
  const more = ({ need, roles, askerCounts }: Omit<Approvals, 'expires'>) =>
    override ? { need: need + 1, roles, askerCounts: askerCounts && need > 0 } : { need, roles, askerCounts };
  const rules = deciding(policy, deed).map(({ approvals }) => approvals);
  const always = alwaysTakesTwo(deed.command) ? [{ ...cautious.approvals, expires: longest(rules) }] : [];
  return strictest(
    [...rules, ...always].map(({ expires, ...demand }) => ({
      ...more(demand),
      expires: new Date(now.getTime() + expires * 1000).toISOString(),
    })),
  );
}

/** Seconds that the disks of a VM are kept when it is destroyed, as the rule says that decides about that; 0: they are not. `own`: it belongs to who asks. */
export function keepOf({ policy, bin }: Pick<Farm, 'policy' | 'bin'>, vm: string, own: boolean): number {
  // Of a rule of farm.yaml, what it is where the disks are kept and where they are not have the same time.
  const known = own ? ({ own, kept: true } as const) : {};
  const [rule] = deciding(policy, { command: 'destroy', about: 'destructive', vms: [vm], ...known });
  return rule?.keep ?? bin.keep;
}

function longest(rules: readonly PolicyRule['approvals'][]): number {
  return Math.max(...rules.map(({ expires }) => expires));
}
