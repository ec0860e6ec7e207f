import type { Comparison } from '../drift.ts';
import { isDrifted } from '../drift.ts';
import type { LeftDocument } from './left-document.ts';

/** Something that a run left, with how it stands now, as a document has it. */
export function leftOf(one: Comparison): LeftDocument {
  const { subject, left, finding, adopted, since } = one;
  const changed = isDrifted(one);
  const standing = changed
    ? 'changed'
    : adopted
      ? 'adopted'
      : finding?.is === 'as left'
        ? 'as left'
        : finding
          ? 'unknown'
          : 'not compared';
  return {
    ...{ vm: subject, run: left.view.run, step: left.step.id, title: left.step.title, standing },
    ...(finding?.is === 'otherwise' && { now: finding.now }),
    ...(finding?.is === 'untold' && { why: finding.why }),
    ...(changed && { since }),
    ...(adopted && { adoptedBy: adopted.by, adoptedAt: adopted.at }),
    changes: changed
      ? one.finding.changes.map(({ host, path, removed, added }) => ({ host, path, removed, added }))
      : [],
  };
}
