import { expect, test } from 'vitest';
import { recorded, valuesIn } from './json-examples.ts';
import { pageText } from './pages.ts';

/** A value with the kind of what is in it in the place of what chance and time decide. */
function shape(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => shape(one, key));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one, name)]));
  if (typeof value === 'number') return key === 'exit' || key === 'run' ? value : 'number';
  if (typeof value !== 'string') return value;
  return value
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(TIME)')
    .replace(/[0-9a-f]{64}/g, '(HASH)')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '(UUID)')
    .replace(/52:54(:[0-9a-f]{2}){4}/g, '(MAC)')
    .replace(/\b[0-9a-f]{8}\b/g, '(ID)')
    .replace(/\d+ (?:s|min|h|d)\b(?: \d+ (?:s|min|h)\b)?/g, '(DURATION)')
    .replace(/job \d+/g, 'job (NUMBER)');
}

/** Progress is told when it comes, so how often is the machine's. */
function steady(values: readonly unknown[]): readonly unknown[] {
  return values.filter((value) => !JSON.stringify(value).includes('"kind":"progress"')).map((value) => shape(value));
}

test('the examples of docs/json.md are what farmhand prints', async () => {
  const page = pageText('docs/json.md');
  expect(steady(valuesIn(await recorded()))).toEqual(steady(valuesIn(page)));
});
