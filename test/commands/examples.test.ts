import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { exampleGroups, played } from '../../main/examples.ts';
import { takenBySlack } from '../adapters/slack/taken.ts';
import { scene } from './scene.ts';

test('every command has an example', () => {
  expect(commands.filter((command) => command.examples.length === 0).map(({ name }) => name)).toEqual([]);
});

describe.each(
  exampleGroups(commands).map(({ after, examples }) => ({
    after,
    examples,
    before: after.map((said) => `!${said}`).join(', ') || 'nothing',
  })),
)('after $before', ({ after, examples }) => {
  const prepared = scene().then(async (made) => {
    for (const said of after) await made.done(said);
    return made;
  });

  test.each(examples)('!$say shows "$shows"', async (example) => {
    expect(await played(await prepared, example)).toContain(example.shows);
  });

  test('whatever was answered and told can be shown in Slack', async () => {
    const { replies, news } = (await prepared).shown;
    expect([...replies, ...news].length).toBeGreaterThan(0);
    expect(takenBySlack(replies, news)).toEqual([]);
  });
});
