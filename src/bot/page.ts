import type { Line, Reply } from './adapter.ts';

/** An answer as much as fits at once, and what is left of it. */
export interface Paged {
  readonly page: Reply;
  /** Undefined: the page is the whole. */
  readonly rest?: Reply;
}

/** The first page of an answer: its headline, and so many of its findings and lines; where its end matters most, the last of them. */
export function paged(reply: Reply, fits: number): Paged {
  const { headline: _, findings = [], lines, endFirst } = reply;
  const most = Math.max(1, fits);
  const left = findings.length + lines.length - most;
  if (left <= 0) return { page: reply };
  const part = (found: readonly string[], other: readonly Line[]) => ({
    ...(found.length > 0 && { findings: found }),
    lines: other,
  });
  const { findings: __, headline, ...plain } = reply;
  const { more: ___, ...hintless } = plain;
  const cut = Math.max(0, most - findings.length);
  const [now, later] = endFirst
    ? [
        part(findings.slice(0, most), cut === 0 ? [] : lines.slice(-cut)),
        part(findings.slice(most), lines.slice(0, lines.length - cut)),
      ]
    : [part(findings.slice(0, most), lines.slice(0, cut)), part(findings.slice(most), lines.slice(cut))];
  return {
    page: { ...plain, ...(headline !== undefined && { headline }), ...now, left },
    rest: { ...hintless, ...later },
  };
}
