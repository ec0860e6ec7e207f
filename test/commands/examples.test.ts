import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { exampleGroups, played } from '../../main/examples.ts';
import { answeredBy, answers } from '../../src/bot/documents/answers.ts';
import { answerOf } from '../../src/bot/documents/document-of.ts';
import { takenBySlack } from '../adapters/slack/taken.ts';
import { scene } from './scene.ts';

/** What any command may answer in. */
const common: readonly string[] = ['text', 'refusal', 'error'];
const seen = new Set<string>();

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

  test.each(examples)('!$say shows "$shows", and its facts are as the schema says', async (example) => {
    const made = await prepared;
    const before = made.shown.replies.length;
    expect(await played(made, example)).toContain(example.shows);
    const [reply] = made.shown.replies.slice(before);
    if (!reply) return;
    const answer = answerOf(reply);
    expect(answers[answer.kind].parse(answer)).toEqual(answer);
    if (!common.includes(answer.kind)) expect(answeredBy[answer.kind]).toContain(example.say.split(' ')[0]);
    seen.add(answer.kind);
  });

  test('whatever was answered and told can be shown in Slack', async () => {
    const { replies, news } = (await prepared).shown;
    expect([...replies, ...news].length).toBeGreaterThan(0);
    expect(takenBySlack(replies, news)).toEqual([]);
  });
});

// The last, since it is about what those before it were answered.
test('all kinds of answers are among them', () => {
  expect([...Object.keys(answeredBy), 'text', 'refusal'].filter((kind) => !seen.has(kind))).toEqual([]);
});
