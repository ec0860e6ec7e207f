import type { Line, Reply } from './adapter.ts';
import { clean, notCalling } from './clean.ts';
import { type Redact, redacted } from './secrets.ts';

/** An answer without secrets; without control characters or line breaks inside a line, and no line of it calls a bot. Its data are as they are otherwise. */
export function presentable(reply: Reply, redact: Redact): Reply {
  const text = (given: string) =>
    redacted(given, redact)
      .split('\n')
      .map((line) => notCalling(clean(line)));
  const cell = (given: string) => clean(redacted(given, redact));
  const row = ([first = '', ...rest]: readonly string[]) => [notCalling(cell(first)), ...rest.map(cell)];
  const { headline, findings, lines, data } = reply;
  return {
    ...reply,
    ...(headline !== undefined && { headline: notCalling(cell(headline)) }),
    ...(findings && { findings: findings.flatMap(text) }),
    ...(data && { data: redacted(data, redact) }),
    lines: lines.flatMap((line): readonly Line[] => (typeof line === 'string' ? text(line) : [row(line)])),
  };
}
