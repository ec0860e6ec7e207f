import { expect, test } from 'vitest';
import { answers } from '../../src/bot/documents/answers.ts';
import { document, eventLine } from '../../src/bot/documents/schema.ts';
import { valuesIn } from './json-examples.ts';
import { pageText } from './pages.ts';

const values = valuesIn(pageText('docs/json.md'));

test('every example of docs/json.md is as the schema says, and has nothing that the schema does not name', () => {
  expect(values.length).toBeGreaterThan(20);
  for (const value of values) {
    const schema = typeof value === 'object' && value !== null && 'event' in value ? eventLine : document;
    expect(schema.parse(value)).toEqual(value);
  }
});

test('docs/json.md has an example of each kind of answer and of each way to end', () => {
  const documents = values.flatMap((value) => document.safeParse(value).data ?? []);
  const kinds = new Set(documents.map(({ answer }) => answer?.kind));
  expect(Object.keys(answers).filter((kind) => !kinds.has(kind as keyof typeof answers))).toEqual([]);
  expect(new Set(documents.map(({ exit }) => exit))).toEqual(new Set([0, 1, 3]));
});
