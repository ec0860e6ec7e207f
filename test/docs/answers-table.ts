import { answeredBy, answers } from '../../src/bot/documents/answers.ts';
import { table } from './pages.ts';

/** Every kind of answer, and what answers so. */
export function answersTable(): string {
  const rows = Object.entries(answers).map(([kind, schema]) => [
    `\`${kind}\``,
    schema.description ?? '',
    whoAnswers(kind),
  ]);
  return table([['`answer.kind`', 'It is', 'Of'], ...rows]);
}

function whoAnswers(kind: string): string {
  if (kind === 'audit') return '`farmhand audit verify`';
  const by = new Map(Object.entries(answeredBy)).get(kind);
  return by === undefined ? 'any command' : by.map((name) => `\`!${name}\``).join(', ');
}
