import type { Command } from './bot/command.ts';
import type { Action } from './engine/action.ts';
import type { Platform } from './farm/platform.ts';

// What plugins import, as `farmhand/plugin`. docs/plugins.md lists it, made from the comment each export has where it is declared.

/** The version of this interface. It rises when a plugin made for it would not work any more; farmhand refuses plugins of another version when it starts. */
export const apiVersion = 2;

/** What a module that `plugins` of farm.yaml names exports as its default: commands, actions and platforms under one name. */
export interface Plugin {
  /** The `apiVersion` it was written for. */
  readonly api: typeof apiVersion;
  /** Small letters, digits and dashes: what messages and the log call it. */
  readonly name: string;
  /** What people can type besides farmhand's own commands. */
  readonly commands?: readonly Command[];
  /** Kinds of steps that its commands' plans have. Their names and arguments are in journals: they stay. */
  readonly actions?: readonly Action[];
  /** What the farm's work can be done on; their actions need not be listed again. */
  readonly platforms?: readonly Platform[];
}

/** Makes a plugin, checked by TypeScript where it is written: `export default definePlugin({ api: 2, name: 'uptime', commands: [uptime] })`. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}

/** zod, for the arguments of actions: a plugin needs none of its own. */
export * as z from 'zod';
export type { Line, Reply, Row } from './bot/adapter.ts';
export type {
  Command,
  CommandContext,
  Example,
  Planning,
  PlanningContext,
  Reading,
  ReadingContext,
} from './bot/command.ts';
export { Refusal } from './bot/refusal.ts';
export { vmLocks } from './bot/survey/locks.ts';
export type { VmState } from './bot/survey/seen-vm.ts';
export { found, foundInstance, isRunning } from './bot/survey/vm.ts';
export { counted, duration, table } from './bot/words.ts';
export type {
  Action,
  Applying,
  Condition,
  Conditional,
  Effect,
  FileChange,
  Invocation,
  Judgement,
  Progress,
  Provided,
  Receipt,
  Receipts,
  Risk,
  Standing,
  Thing,
  Undoing,
} from './engine/action.ts';
export { action, condition, noReceipt } from './engine/action.ts';
export type { Claimed } from './engine/claimed.ts';
export type { PendingRun } from './engine/claims.ts';
export type { Fact, Facts, ValuesOf } from './engine/facts.ts';
export type { Lasting } from './engine/lasting.ts';
export type { Wanted, WantedStep } from './engine/plan.ts';
export { address, domain, host, label, mac, remotePath, words } from './farm/config/scalars.ts';
export type { Detached, Ended } from './farm/detached.ts';
export { lastLines, runDetached } from './farm/detached.ts';
export type { Farm } from './farm/farm.ts';
export type { Claim, Inventory, Reference, Thing as InventoryThing } from './farm/inventory.ts';
export { listed } from './farm/listed.ts';
export type { HostNeeds, NeededPath, Platform, Privileged, RoleName, SetCommand, Tool } from './farm/platform.ts';
export { Procedure } from './farm/procedure.ts';
export type { Part, ReadFarm } from './farm/read-parts.ts';
export { part, partOf } from './farm/read-parts.ts';
export { reverseName } from './farm/reverse-name.ts';
export type { Dhcp } from './farm/roles/dhcp.ts';
export type { Dns, Named } from './farm/roles/dns.ts';
export type { Firewall } from './farm/roles/firewall.ts';
export type { Hypervisor } from './farm/roles/hypervisor.ts';
export type { ReverseProxy } from './farm/roles/proxy.ts';
export type { Around, SettingsOf } from './farm/roles/role.ts';
export type { Storage } from './farm/roles/storage.ts';
export type { Connection, Requests } from './farm/roles/use.ts';
export type { AllocatedVm, DhcpSettings, FarmSettings, Vm } from './farm/settings.ts';
export type { DhcpHost, DhcpState, FarmState, Instance, Reading as StateReading, ZoneState } from './farm/state.ts';
export { changeFile } from './farm/text/change-file.ts';
export { editFiles, fileFact, textOf } from './farm/text/file.ts';
export { showSize as size } from './farm/units.ts';
export type { Lock } from './journal/journal.ts';
export type { Json } from './journal/json.ts';
export type { FileEdit, FileState, Host, Hosts, Result, Script, Transaction } from './ssh/host.ts';
export { privilegedCommand, privilegedForFile, privilegedForFiles } from './ssh/privileged.ts';
