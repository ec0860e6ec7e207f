import { expect, test } from 'vitest';
import { misfit } from '../../src/bot/usage.ts';

test.each([
  ['runs', '', undefined],
  ['runs', 'all', 'it takes no words, so "all" is too many'],
  ['clone SOURCE SUFFIX', 'gallifrey dev', undefined],
  ['clone SOURCE SUFFIX', 'gallifrey', 'SUFFIX is missing'],
  ['clone SOURCE SUFFIX', '', 'SOURCE and SUFFIX are missing'],
  ['clone SOURCE SUFFIX', 'gallifrey dev and more', 'it takes 2 words, so "and" and "more" are too many'],
  ['status [VM]', '', undefined],
  ['status [VM]', 'skaro', undefined],
  ['status [VM]', 'skaro gallifrey', 'it takes 1 word, so "gallifrey" is too many'],
  ['log N [STEP]', '7 copy', undefined],
  ['log N [STEP]', '', 'N is missing'],
  ['plan COMMAND…', 'clone gallifrey dev', undefined],
  ['plan COMMAND…', '', 'COMMAND is missing'],
  ['say [WORDS…]', 'a b c', undefined],
  ['build VM [REVISION] [--package NAME] [--force]', 'gallifrey --package asterisk --force', undefined],
  [
    'build VM [REVISION] [--package NAME] [--force]',
    'gallifrey --forse',
    'it has no option --forse, only --package and --force',
  ],
  [
    'clone SOURCE SUFFIX [--node NODE]',
    'gallifrey dev and more',
    'it takes 2 words besides --node, so "and" and "more" are too many',
  ],
  [
    'clone SOURCE SUFFIX [--node NODE]',
    '--node host02 gallifrey dev more',
    'it takes 2 words besides --node, so "more" is too many',
  ],
  ['clone SOURCE SUFFIX [--node NODE]', '--node host02 gallifrey', 'SUFFIX is missing'],
  ['drain NODE [--leave]', 'host01 now', 'it takes 1 word besides --leave, so "now" is too many'],
  ['resize VM [--vcpus N] [--disk [N:]SIZE]', 'gallifrey --disk 1:2G --vcpus 2', undefined],
  ['resize VM [--vcpus N] [--disk [N:]SIZE]', '--disk 1:2G', 'VM is missing'],
  ['clone SOURCE SUFFIX', 'gallifrey --dev', 'it has no options, and --dev is written like one'],
  ['plan COMMAND…', 'build gallifrey --force', undefined],
])('%s with "%s": %s', (usage, said, wrong) => {
  expect(misfit(usage, said === '' ? [] : said.split(' '))).toBe(wrong);
});
