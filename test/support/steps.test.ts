import { expect, test } from 'vitest';
import { split } from '../../adapters/irc/split.ts';
import { whoami } from '../../commands/whoami.ts';
import { entriesOf } from '../../examples/dnsmasq/entries.js';
import { visible } from '../../main/visible.ts';
import { parseZone } from '../../platforms/bind/parse.ts';
import { nearest } from '../../src/bot/nearest.ts';
import { ownFolders, pluginFolder } from './source.ts';
import { stepsOf } from './steps.ts';

const works: Readonly<Record<string, () => unknown>> = {
  adapters: () => split('one two', 5),
  commands: () => whoami.answer({ person: { name: 'alice', roles: [] }, speaker: {} } as never),
  examples: () => entriesOf('# none'),
  main: () => visible('a'),
  platforms: () => parseZone('', 'farm'),
  src: () => nearest('galifrey', ['gallifrey']),
};

test('there is some work for each folder of code', () => {
  expect(Object.keys(works)).toEqual([...ownFolders, pluginFolder].toSorted());
});

test.each(Object.entries(works))('what is done by code under %s/ is counted', (_, work) => {
  expect(stepsOf(work)).toBeGreaterThan(stepsOf(work, []));
});
