import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { adds, builtIn, clashesWith, extended } from '../../main/catalog.ts';
import { malformed } from '../../main/plugin-shape.ts';
import { bind } from '../../platforms/bind/index.ts';
import { parseFarm } from '../../platforms/load-farm.ts';
import type { Reading } from '../../src/bot/command.ts';
import { commandWords } from '../../src/bot/command-words.ts';
import { action, noReceipt } from '../../src/engine/action.ts';
import { readYaml } from '../../src/farm/config/document.ts';
import { pluginsOf } from '../../src/farm/config/load.ts';
import type { Platform } from '../../src/farm/platform.ts';
import type { Dns } from '../../src/farm/roles/dns.ts';
import { definePlugin } from '../../src/plugin.ts';
import { exampleText } from '../farm/farms.ts';

const command = (name: string, ...aliases: string[]): Reading => ({
  name,
  aliases,
  kind: 'read',
  usage: name,
  summary: 'Waves.',
  examples: [{ say: name, shows: 'waves' }],
  answer: async () => ({ tone: 'answer', lines: ['waves'] }),
});
const step = (name: string) =>
  action({
    name,
    risk: 'safe',
    args: z.strictObject({}),
    title: () => name,
    facts: () => ({}),
    see: () => null,
    judge: () => ({ is: 'done', why: 'nothing is to be done' }),
    apply: async () => undefined,
    receipt: noReceipt,
    undo: () => ({ by: [] }),
  });
const platform = (kind: string, ...names: string[]): Platform => ({
  kind,
  title: kind,
  role: 'dns',
  plays: { ...bind.plays, kind } as Dns,
  actions: names.map(step),
  needs: () => [],
  privileged: () => [],
});
const plugin = definePlugin({
  api: 2,
  name: 'waving',
  commands: [command('wave', 'hail')],
  actions: [step('hand.wave')],
  platforms: [platform('knot', 'knot.record')],
});

describe('a catalog', () => {
  const catalog = extended(builtIn, plugin);

  test('has what a plugin adds, the actions of its platforms among it, after what is built in', () => {
    expect(catalog.commands.at(-1)?.name).toBe('wave');
    expect([...catalog.actions.keys()].slice(-2)).toEqual(['hand.wave', 'knot.record']);
    expect(adds(plugin)).toEqual({
      commands: ['!wave'],
      actions: ['hand.wave', 'knot.record'],
      platforms: ['knot'],
    });
    expect(builtIn.plugins).toEqual([]);
  });

  test.each([
    [{ commands: [command('status')] }, 'the command !status, which farmhand has already'],
    [{ commands: [command('greet', 'clone')] }, 'the command !clone, which farmhand has already'],
    [{ commands: [command('rebuild')] }, 'the command !rebuild, which farmhand has already'],
    [{ commands: [command('greet', 'hail')] }, 'the command !hail, which the plugin waving has already'],
    [{ commands: [command('greet'), command('greet')] }, 'the command !greet, which the plugin itself has already'],
    [{ actions: [step('lvm.copy')] }, 'the action lvm.copy, which farmhand has already'],
    [{ actions: [step('knot.record')] }, 'the action knot.record, which the plugin waving has already'],
    [{ platforms: [platform('bind')] }, 'the platform bind, which farmhand has already'],
    [{ platforms: [platform('knot')] }, 'the platform knot, which the plugin waving has already'],
  ])('refuses a name that is taken: case %#', (parts, clash) => {
    expect(clashesWith(catalog, { api: 2, name: 'other', ...parts })).toEqual([clash]);
  });

  test('takes an action that is listed and also of a platform for one', () => {
    const knot = platform('knot', 'knot.record');
    expect(clashesWith(builtIn, { api: 2, name: 'other', platforms: [knot], actions: knot.actions })).toEqual([]);
  });

  test('lets the policy name the commands of a plugin, by an alias too', () => {
    const words = commandWords(catalog.commands);
    expect([words('wave'), words('hail')]).toEqual(Array(2).fill({ name: 'wave', risks: ['read'] }));
    expect(words('wafe')).toEqual({ near: 'wave' });
  });
});

describe('a plugin is well-formed', () => {
  test('as definePlugin gives it', () => {
    expect(malformed(plugin)).toEqual([]);
  });

  test.each([
    [{ name: 'Waving' }, ['name: expected small letters, digits and dashes']],
    [{ comands: [] }, ['unrecognized key: "comands"']],
    [
      { commands: [{ ...command('wave'), usage: 'hail' }] },
      ["commands.0.usage: expected to begin with the command's name"],
    ],
    [{ commands: [{ ...command('wave'), examples: [] }] }, ['commands.0.examples: expected one example or more']],
    [{ commands: [{ ...command('wave'), answer: 'hello' }] }, ['commands.0.answer: expected a function']],
    [{ actions: [step('wave')] }, ['actions.0.name: expected words with a dot between, such as notice.line']],
    [{ actions: [{ ...step('hand.wave'), args: {} }] }, ['actions.0.args: expected a zod schema']],
    [{ actions: [{ ...step('hand.wave'), undo: undefined }] }, ['actions.0.undo: expected a function']],
    [{ platforms: [{ ...platform('knot'), needs: [] }] }, ['platforms.0.needs: expected a function']],
  ])('or said to be not: case %#', (parts, wrong) => {
    expect(malformed({ ...plugin, ...parts })).toEqual(wrong);
  });
});

describe('plugins in farm.yaml', () => {
  const withPlugins = (text: string) => `${exampleText}\nplugins: ${text}\n`;

  test.each([
    ['[./a.js, ../b.ts, /etc/farmhand/c.js]', ['./a.js', '../b.ts', '/etc/farmhand/c.js']],
    ["[farmhand-uptime, '@example/farmhand-uptime']", ['farmhand-uptime', '@example/farmhand-uptime']],
    ['[]', []],
  ])('%s', (text, names) => {
    expect(pluginsOf(readYaml(withPlugins(text), 'farm.yaml'))).toEqual(names);
    expect(() => parseFarm(withPlugins(text), 'farm.yaml')).not.toThrow();
  });

  test('none where there is no such section', () => {
    expect(pluginsOf(readYaml(exampleText, 'farm.yaml'))).toEqual([]);
    expect(pluginsOf(readYaml('', 'farm.yaml'))).toEqual([]);
  });

  test.each(['a.js/b', 'Uppercase', 'node:fs', 'https://example.org/a.js', '.hidden', 'a?b', '-x y'])(
    'not %s',
    (name) => {
      const text = withPlugins(`[${JSON.stringify(name)}]`);
      expect(pluginsOf(readYaml(text, 'farm.yaml'))).toEqual([]);
      expect(() => parseFarm(text, 'farm.yaml')).toThrow(
        /plugins\.0: found ".*", expected a path that begins with \.\/, \.\.\/ or \/, or the name of an npm package/,
      );
    },
  );
});
