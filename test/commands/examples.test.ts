import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import type { Example } from '../../src/bot/command.ts';
import { scene } from './scene.ts';

const examples = commands.flatMap((command) =>
  command.examples.map((example) => ({ command: command.name, ...example })),
);
const groups = Map.groupBy(examples, ({ after = [] }: Example) => after.map((said) => `!${said}`).join(', '));

test('every command has an example', () => {
  expect(commands.filter((command) => command.examples.length === 0).map(({ name }) => name)).toEqual([]);
});

describe.each([...groups].map(([after, group]) => ({ after: after || 'nothing', group })))(
  'after $after',
  ({ group }) => {
    const prepared = scene().then(async (made) => {
      for (const said of group[0]?.after ?? []) await made.done(said);
      return made;
    });

    test.each(group)('!$say shows "$shows"', async ({ say, shows }) => {
      const { say: ask, clear } = await prepared;
      const lines = await ask(`!${say}`);
      await clear();
      expect(lines.join('\n')).toContain(shows);
    });
  },
);
