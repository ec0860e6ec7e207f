import * as z from 'zod';
import type { Choices } from '../roles/roles.ts';
import { host } from './host-schema.ts';
import * as s from './scalars.ts';
import { web } from './web-schema.ts';

const network6 = z.strictObject({
  prefix: s.network6.describe("The network VMs' IPv6 addresses are of"),
  by: z
    .enum(['eui64', 'last'], { error: 'eui64 or last' })
    .describe("eui64: made of the VM's MAC, as its guest makes it (SLAAC); last: the last number of its IPv4 address"),
});

const pool = z.strictObject({
  network: s.network,
  exclude: z.array(s.excluded, { error: 'a list such as [1, "240-254"]' }).default([]),
  network6: network6.optional().describe('Where VMs have an IPv6 address too'),
});

function naming({ hypervisor }: Choices) {
  const there = hypervisor.map(({ title }) => title).join(' or ');
  return z.strictObject({
    clone: s.cloneTemplate.default('{name}-{suffix}'),
    instance: s.domainTemplate.describe(`Full name of a VM: in DNS, DHCP and ${there}`),
    variable: s.variableTemplate
      .optional()
      .describe("Variable of the firewall's configuration that holds a VM's address"),
    param: s.variableTemplate.optional().meta({ description: 'The same, as it was called before', deprecated: true }),
    site: s.domainTemplate.optional().describe("Name of a VM's site on the proxy"),
  });
}

function vm({ builder }: Choices) {
  return z.strictObject({
    protected: s.flag.default(false).describe('Never destroyed by a command'),
    address: s.address.optional(),
    memory: s.size.optional(),
    balloon: s.balloon.optional(),
    instance: s.domain.optional(),
    variable: s.variableName.optional(),
    param: s.variableName.optional().meta({ description: 'variable, as it was called before', deprecated: true }),
    site: s.domain.optional(),
    build: builder.schema.optional().describe(`What ${builder.title} builds there, where it is a packaging farm`),
  });
}

const proof = z.strictObject({
  by: z.enum(['tcp', 'http'], { error: 'tcp or http' }).default('tcp'),
  port: s.port.optional().describe('22 for tcp, 80 for http when left out'),
  path: s.urlPath.default('/'),
  timeout: s.timeout.prefault('5m'),
});

const bin = z.strictObject({
  keep: s.kept.prefault('7d').describe('How long the disks of VMs that are destroyed are kept; 0: not at all'),
});

/** Of people, as rules name them. */
export const roles = z.array(s.role, { error: 'a list of roles such as [operator]' });
const risks = ['read', 'safe', 'disruptive', 'destructive'] as const;

/** What is left out of a gate a rule describes is strict: a second person. */
const approvals = z.strictObject({
  need: z
    .int({ error: 'a number of people from 0' })
    .min(0, 'a number of people from 0')
    .max(100, 'a number of people up to 100')
    .default(1),
  roles: roles.default([]).describe('Roles that count; everybody of people when left out'),
  asker_counts: s.flag.default(false),
  expires: s.wait.prefault('30m'),
});

const lease = z
  .strictObject({
    default: s.lease.describe('Where the asker says no other'),
    most: s.lease.describe('From now; longer, and for ever, is refused'),
    unless: roles.default([]).describe('Roles of people of whom none is demanded'),
  })
  .refine(({ default: usual, most }) => usual <= most, {
    error: 'a default that is at most `most`',
    path: ['default'],
  });

const rule = z.strictObject({
  commands: z.array(s.command, { error: 'a list of commands such as [destroy]' }).default([]),
  vms: z.array(s.vmPattern, { error: 'a list of patterns such as ["*-dev"]' }).default([]),
  risks: z
    .array(z.enum(risks, { error: `one of ${risks.join(', ')}` }), { error: `a list of ${risks.join(', ')}` })
    .default([]),
  idle_for: s.idle
    .optional()
    .describe('Only where nobody used the VM for so long, as far as everything that shows it could be read'),
  own: z.literal(true, { error: 'true' }).optional().describe('Only where the VM belongs to who asks'),
  who: z
    .union([z.literal('anyone'), z.literal('people'), roles.min(1, 'one role or more')], {
      error: 'anyone, people, or a list of roles such as [operator]',
    })
    .optional(),
  approvals: approvals.optional(),
  keep: s.kept.optional().describe('Of destroy: how long the disks are kept, in place of bin.keep'),
  windows: z
    .array(s.window, { error: 'a list of times such as ["mon-fri 08:00-18:00"]' })
    .min(1, 'one window or more')
    .optional()
    .describe('When what it is about may begin, by timezone; at any time when left out'),
  lease: lease.optional().describe('The end that a VM these people clone, or extend, must have'),
});

const tickets = z.strictObject({
  pattern: s.ticketPattern.describe('What a ticket looks like, as a regular expression'),
  link: s.ticketLink
    .optional()
    .describe('Where it is: {1} stands for what the first brackets of the pattern have, {0} for all of it'),
});

const data = z.strictObject({
  folder: s.localPath.default('data'),
  journal: s.localPath.optional().describe('journal.sqlite in the folder when left out'),
});

/** A section of entries by name. */
export function record<Key extends z.ZodType<string, string>, Value extends z.ZodType>(
  key: Key,
  value: Value,
  expected: string,
) {
  return z.record(key, value, { error: expected });
}

const plugins = z
  .array(s.plugin, { error: 'a list of modules such as [./notices.js, farmhand-uptime]' })
  .default([])
  .describe('Modules that add commands, actions and platforms: see plugins.md. Their code runs as farmhand does');

/** The plugins alone: what can be chosen among is known only with them. */
export const pluginsSection = z.looseObject({ plugins });

/** farm.yaml, a section each; sections the farm does without are optional. */
export function sections(choices: Choices) {
  return {
    hosts: record(s.label, host, 'a section with one host or more').refine((hosts) => Object.keys(hosts).length > 0, {
      error: 'one host or more',
      params: { expected: true },
    }),
    pool,
    naming: naming(choices),
    vms: record(s.label, vm(choices), 'a section with VMs by name').default({}),
    personalise: z
      .union([s.flag, z.literal('no-mount')], { error: 'true, false or no-mount' })
      .default(true)
      .describe(
        "Give a clone's disk a host name, SSH host keys, a machine-id and an address of its own; no-mount: not where the host's kernel would have to mount what a guest wrote (XFS)",
      ),
    proof: proof.prefault({}),
    bin: bin.prefault({}),
    policy: z.array(rule, { error: 'a list of rules' }).default([]),
    timezone: s.timezone.default('UTC').describe('By which windows of the policy, !freeze and drift.at are meant'),
    tickets: tickets.optional().describe('How people name a ticket that a run is for'),
    web,
    data: data.prefault({}),
    plugins,
  };
}
