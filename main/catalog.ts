import { commands } from '../commands/index.ts';
import { actionsOf as actionsOfPlatforms, actions as ownActions } from '../platforms/actions.ts';
import { choices as ownChoices } from '../platforms/choices.ts';
import { platforms } from '../platforms/index.ts';
import type { Command } from '../src/bot/command.ts';
import { listed } from '../src/bot/words.ts';
import type { Action, Actions } from '../src/engine/action.ts';
import { policyDeeds } from '../src/farm/config/command-words.ts';
import { choicesOf, type Platform } from '../src/farm/platform.ts';
import type { Choices } from '../src/farm/roles/roles.ts';
import type { Plugin } from '../src/plugin.ts';

/** Everything this farmhand can be asked for, and every kind of step it can do: its own, and what plugins add. */
export interface Catalog {
  /** In the order help shows them. */
  readonly commands: readonly Command[];
  readonly actions: Actions;
  readonly platforms: readonly Platform[];
  /** The platforms by the role they may play. */
  readonly choices: Choices;
  readonly plugins: readonly Plugin[];
}

/** What farmhand has without plugins. */
export const builtIn: Catalog = {
  commands,
  actions: ownActions,
  platforms,
  choices: ownChoices,
  plugins: [],
};

/** The catalog with a plugin's commands, actions and platforms at its end. What clashes is not looked at: see `clashesWith`. */
export function extended({ commands, actions, platforms, choices, plugins }: Catalog, plugin: Plugin): Catalog {
  const added = platformsOf(plugin);
  const all = [...platforms, ...added];
  const choicesNow = added.length === 0 ? choices : choicesOf(all);
  return {
    commands: [...commands, ...(plugin.commands ?? [])],
    actions: new Map([
      ...actions,
      ...actionsOf(plugin).map((action) => [action.name, action] as const),
      // What asks every service has to know those of the plugin.
      ...(added.length === 0 ? [] : actionsOfPlatforms(all, choicesNow)),
    ]),
    platforms: all,
    choices: choicesNow,
    plugins: [...plugins, plugin],
  };
}

/** Names of a plugin that are taken already, each in words; one that it uses twice itself among them. */
export function clashesWith({ plugins }: Catalog, plugin: Plugin): readonly string[] {
  const taken = new Map<string, string>(
    [
      [ownNames, 'farmhand'] as const,
      ...plugins.map((other) => [namesOf(other), `the plugin ${other.name}`] as const),
    ].flatMap(([names, holder]) => names.map((name) => [name, holder] as const)),
  );
  const names = namesOf(plugin);
  return names.flatMap((name, index) => {
    const holder = taken.get(name) ?? (names.indexOf(name) < index ? 'the plugin itself' : undefined);
    return holder === undefined ? [] : [`${name}, which ${holder} has already`];
  });
}

/** What a plugin adds, for the log. */
export function adds(plugin: Plugin): Readonly<Record<'commands' | 'actions' | 'platforms', readonly string[]>> {
  return {
    commands: (plugin.commands ?? []).map(({ name }) => `!${name}`),
    actions: actionsOf(plugin).map(({ name }) => name),
    platforms: platformsOf(plugin).map(({ kind }) => kind),
  };
}

/** What a plugin adds, for people: "adds !uptime, !notice and notice.line". */
export function addsInWords(plugin: Plugin): string {
  const { commands, actions, platforms } = adds(plugin);
  return `adds ${listed([...commands, ...actions, ...platforms]) || 'nothing'}`;
}

function actionsOf(plugin: Plugin): readonly Action[] {
  return [...new Set([...(plugin.actions ?? []), ...platformsOf(plugin).flatMap(({ actions }) => actions)])];
}

function platformsOf({ platforms = [] }: Plugin): readonly Platform[] {
  return platforms;
}

/** Everything that has a name of its own, in words. */
function namesOf(plugin: Plugin): readonly string[] {
  return [
    ...(plugin.commands ?? []).flatMap(wordsOf).map((word) => `the command !${word}`),
    ...actionsOf(plugin).map(({ name }) => `the action ${name}`),
    ...platformsOf(plugin).map(({ kind }) => `the platform ${kind}`),
  ];
}

const ownNames: readonly string[] = [
  ...[...commands.flatMap(wordsOf), ...policyDeeds].map((word) => `the command !${word}`),
  ...[...builtIn.actions.keys()].map((name) => `the action ${name}`),
  ...platforms.map(({ kind }) => `the platform ${kind}`),
];

function wordsOf({ name, aliases = [] }: Command): readonly string[] {
  return [name, ...aliases];
}
