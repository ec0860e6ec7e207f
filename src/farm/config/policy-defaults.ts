import type { PolicyRule } from '../policy-rule.ts';

const halfAnHour = 1800;

/** What holds where farm.yaml's own rules say nothing: they come before these, and these fit every command. */
export const policyDefaults: readonly PolicyRule[] = [
  {
    // No command of its own: what a build is to the policy when it builds everything anew.
    commands: ['rebuild'],
    vms: [],
    risks: ['disruptive'],
    who: 'people',
    approvals: { need: 1, roles: ['release-manager'], askerCounts: true, expires: halfAnHour },
  },
  {
    // Nor of this: what it is to the policy when a freeze ends earlier than somebody else said.
    commands: ['unfreeze'],
    vms: [],
    risks: ['safe'],
    who: 'people',
    approvals: { need: 1, roles: [], askerCounts: false, expires: halfAnHour },
  },
  {
    commands: [],
    vms: [],
    risks: ['read'],
    who: 'anyone',
    approvals: { need: 0, roles: [], askerCounts: true, expires: halfAnHour },
  },
  {
    commands: [],
    vms: [],
    risks: ['safe'],
    who: 'people',
    approvals: { need: 0, roles: [], askerCounts: true, expires: halfAnHour },
  },
  {
    commands: [],
    vms: [],
    risks: ['disruptive'],
    who: 'people',
    approvals: { need: 1, roles: [], askerCounts: true, expires: halfAnHour },
  },
  {
    // One's own VM, while it can be had back.
    commands: ['destroy'],
    vms: [],
    risks: ['destructive'],
    own: true,
    kept: true,
    who: 'people',
    approvals: { need: 1, roles: [], askerCounts: true, expires: halfAnHour },
  },
  {
    commands: [],
    vms: [],
    risks: ['destructive'],
    who: 'people',
    approvals: { need: 1, roles: [], askerCounts: false, expires: halfAnHour },
  },
];
