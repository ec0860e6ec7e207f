import type { Action } from '../engine/action.ts';
import type { Discovery } from './discovery.ts';
import type { Examined } from './examined.ts';
import type { Farm } from './farm.ts';
import type { Builder } from './roles/builder.ts';
import type { Dhcp } from './roles/dhcp.ts';
import type { Dns } from './roles/dns.ts';
import type { Firewall } from './roles/firewall.ts';
import type { Guest } from './roles/guest.ts';
import type { Hypervisor } from './roles/hypervisor.ts';
import type { ReverseProxy } from './roles/proxy.ts';
import type { Choices } from './roles/roles.ts';
import type { Storage } from './roles/storage.ts';
import type { FarmState } from './state.ts';

/** What a farm needs a platform for, and what commands and readers may ask of it there. Firewall, proxy and builder a farm may do without. */
type Playing =
  | { readonly role: 'hypervisor'; readonly plays: Hypervisor }
  | { readonly role: 'storage'; readonly plays: Storage }
  | { readonly role: 'dns'; readonly plays: Dns }
  | { readonly role: 'dhcp'; readonly plays: Dhcp }
  | { readonly role: 'firewall'; readonly plays: Firewall }
  | { readonly role: 'proxy'; readonly plays: ReverseProxy }
  | { readonly role: 'guest'; readonly plays: Guest }
  | { readonly role: 'builder'; readonly plays: Builder };

/** The roles of a farm, each played by one platform. */
export type RoleName = Playing['role'];

/** One thing the farm's work is done on: a hypervisor, a name server. Everything of it is in one folder of platforms/. */
export type Platform = Parts & Playing;

interface Parts {
  /** Its folder's name, and `kind` in farm.yaml. */
  readonly kind: string;
  /** As people write it. */
  readonly title: string;
  /** Every kind of step it has. Their names and arguments are in journals: they stay. */
  readonly actions: readonly Action[];
  /** What hosts must have for it, on a farm that uses it. */
  needs(farm: Farm): readonly HostNeeds[];
  /** What it runs as root, on a farm that uses it. */
  privileged(farm: Farm): readonly Privileged[];
  /** Commands that farm.yaml sets for it, on a farm that uses it. */
  commands?(farm: Farm): readonly SetCommand[];
  /** What the doctor tries of it, on a farm that uses it. */
  examine?(farm: Farm): readonly Examined[];
  /** How `farmhand init` finds it on a host. */
  readonly discovery?: Discovery;
  /** What it has by a VM's own name, as a rule of farm.yaml's `naming` gives it. */
  readonly named?: Named;
}

/** A program that runs on a host, and the Debian package it comes in. */
export interface Tool {
  readonly program: string;
  readonly package: string;
  /** How to install it, where it is in no package of Debian. */
  readonly install?: string;
  /** What does not work without it, where the rest does. */
  readonly only?: string;
}

/** A path farmhand reads or edits on a host. */
export interface NeededPath {
  readonly path: string;
  readonly is: 'file' | 'folder';
  /** The setting of farm.yaml that names it. */
  readonly setting: string;
}

/** What one host must have to play a role; of several for one role of a host, each adds to those before it. */
export interface HostNeeds {
  readonly host: string;
  /** In words for people: "dns", "node". */
  readonly role: string;
  readonly tools: readonly Tool[];
  readonly paths: readonly NeededPath[];
}

/** Things that have a VM's own name: where there are some, and none of any VM, the naming rule is mostly wrong. */
export interface Named {
  /** In words for people: "the proxy has a site". */
  readonly has: string;
  /** The rule of `naming`, and the VM's name by it. */
  readonly setting: 'variable' | 'site';
  /** All names there are; undefined: they are not known. */
  there(state: FarmState): readonly string[] | undefined;
}

/** A command as farm.yaml sets it, such as dns.reload. */
export interface SetCommand {
  readonly host: string;
  readonly words: readonly string[];
  /** The setting of farm.yaml. */
  readonly setting: string;
}

/**
 * Commands that run as root on a host, each as sudoers(5) lists them: path as Debian has it, and arguments as a POSIX extended regular
 * expression from ^ to $ (sudo 1.9.10 or later). They say what the platform's scripts pass; a value is held to the characters it may have.
 * Of several with one title on a host, each adds to those before it.
 */
export interface Privileged {
  readonly host: string;
  /** What they are for, as a comment of the sudoers file. */
  readonly title: string;
  readonly commands: readonly string[];
  /** A host may do without their programs: the doctor tries the rules where they are. */
  readonly optional?: true;
  /** What no rule can allow, as lines of comment at the end of the sudoers file. */
  readonly remark?: readonly string[];
}

/** The platforms that may play each role, in their order. */
export function choicesOf(platforms: readonly Platform[]): Choices {
  const playing = <Role extends Playing['role']>(role: Role) =>
    platforms.flatMap((one) =>
      one.role === role ? [(one as Extract<Platform, { plays: unknown }>).plays] : [],
    ) as never;
  const [guest] = playing('guest') as readonly Guest[];
  if (!guest) throw new Error('no platform plays the guest');
  const [builder] = playing('builder') as readonly Builder[];
  if (!builder) throw new Error('no platform plays the builder');
  return {
    hypervisor: playing('hypervisor'),
    storage: playing('storage'),
    dns: playing('dns'),
    dhcp: playing('dhcp'),
    firewall: playing('firewall'),
    proxy: playing('proxy'),
    guest,
    builder,
  };
}

/** The platforms a farm uses. */
export function usedBy({ roles }: Pick<Farm, 'roles'>, platforms: readonly Platform[]): readonly Platform[] {
  return platforms.filter(({ role, kind }) => role === 'guest' || role === 'builder' || roles[role]?.kind === kind);
}
