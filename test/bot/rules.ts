import type { Approvals, PolicyRule } from '../../src/farm/policy-rule.ts';

/** A rule of the policy for everybody: one approval, the asker's will do; but for what is given. */
export function rule(given: Partial<PolicyRule>): PolicyRule {
  return { commands: [], vms: [], risks: [], who: 'people', approvals: approvals({ askerCounts: true }), ...given };
}

/** One approval of somebody else; but for what is given. */
export function approvals(given: Partial<Approvals>): Approvals {
  return { need: 1, roles: [], askerCounts: false, expires: 60, ...given };
}
