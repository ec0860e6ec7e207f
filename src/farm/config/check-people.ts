import { asciiLower } from '../ascii.ts';
import { comparable } from '../chat-platform.ts';
import { type OfKind, ofPlatforms } from './networks.ts';
import type { Path, Problem } from './problems.ts';
import type { Sections } from './sections.ts';

/** An identity belongs to one person. */
export function identities({ people }: Partial<Sections>): readonly Problem[] {
  const taken = new Map<string, Path>();
  return Object.entries(people ?? {}).flatMap(([name, { roles: _, quota: __, ...own }]) =>
    ofPlatforms(own as Readonly<Record<string, OfKind>>).flatMap(({ platform, text, path: at }): readonly Problem[] => {
      const key = `${platform} ${comparable(platform, text)}`;
      const path = ['people', name, ...at];
      const other = taken.get(key);
      if (!other) {
        taken.set(key, path);
        return [];
      }
      return [
        {
          path,
          text: `${path.join('.')}: ${text} is also ${other[1]} ({0}); a person is listed once`,
          others: [other],
        },
      ];
    }),
  );
}

/** No two people have names that differ in capitals only: approvers are distinguished by name. */
export function names({ people }: Partial<Sections>): readonly Problem[] {
  const taken = new Map<string, Path>();
  return Object.keys(people ?? {}).flatMap((name): readonly Problem[] => {
    const other = taken.get(asciiLower(name));
    if (!other) {
      taken.set(asciiLower(name), ['people', name]);
      return [];
    }
    const path = ['people', name];
    return [
      {
        path,
        atKey: true,
        text: `people: ${name} is also ${other[1]} ({0}); a person is listed once`,
        others: [other],
      },
    ];
  });
}

/** Each role of the policy belongs to a person, and enough people can approve. */
export function policyRoles({ people, policy }: Partial<Sections>): readonly Problem[] {
  if (!people || !policy) return [];
  const having = (role: string) => Object.values(people).filter(({ roles }) => roles.includes(role)).length;
  return policy.flatMap((rule, index) => {
    const lists: readonly (readonly [Path, readonly string[]])[] = [
      [['policy', index, 'who'], Array.isArray(rule.who) ? rule.who : []],
      [['policy', index, 'approvals', 'roles'], rule.approvals?.roles ?? []],
      [['policy', index, 'lease', 'unless'], rule.lease?.unless ?? []],
    ];
    const nobody = lists.flatMap(([path, roles]) =>
      roles.flatMap((role, at) =>
        having(role) === 0
          ? [{ path: [...path, at], text: `${path.join('.')}: nobody in people has the role ${role}` }]
          : [],
      ),
    );
    return nobody.length > 0 ? nobody : tooMany(rule, index, people);
  });
}

/** At least one person can ask so that enough others, or enough people where the asker counts, can approve. */
function tooMany(rule: Sections['policy'][number], index: number, people: Sections['people']): readonly Problem[] {
  if (!rule.approvals) return [];
  const { need, roles, asker_counts: askerCounts } = rule.approvals;
  const all = Object.entries(people);
  const able = all.filter(([, own]) => roles.length === 0 || own.roles.some((role) => roles.includes(role)));
  const path = ['policy', index, 'approvals', 'need'];
  if (need > able.length)
    return [{ path, text: `${path.join('.')}: ${need} people would have to approve, and ${able.length} can` }];
  const who = Array.isArray(rule.who) ? rule.who : undefined;
  const askers = all.filter(([, own]) => who === undefined || own.roles.some((role) => who.includes(role)));
  const most = Math.max(0, ...askers.map(([asker]) => able.filter(([name]) => askerCounts || name !== asker).length));
  return need > most
    ? [{ path, text: `${path.join('.')}: ${need} people other than the asker would have to approve, and ${most} can` }]
    : [];
}
