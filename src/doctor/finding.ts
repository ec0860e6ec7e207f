import type { Finding } from '../farm/finding.ts';

/** A finding as lines for a terminal. */
export function inWords({ is, about, says, mend }: Finding): readonly string[] {
  const mark = { ok: 'ok      ', warning: 'warning ', problem: 'PROBLEM ' }[is];
  return [`${mark}${about}: ${says}`, ...(mend === undefined ? [] : [`        ${mend}`])];
}
