import { dirname } from 'node:path/posix';
import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import type { ValuesOf } from '../../src/engine/facts.ts';
import { readFacts } from '../../src/engine/look.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { editFiles, fileFact, textOf } from '../../src/farm/text/file.ts';
import { applyPatch, inverse, type Patch, patchOf, patchSchema, shown, stands } from '../../src/farm/text/patch.ts';
import { folder6Fact, params6Of } from './folder.ts';
import { addresses6In, machineRules, withMachineRules, withoutMachines } from './machine-rules.ts';
import { filter6Fact, startedFact } from './running.ts';
import { type Guarded, guards, pendingFact, proving, service, takeOver } from './switch.ts';
import { linesOfWall, wallOf } from './wall.ts';

const where = {
  host: s.label,
  /** farmhand's folder on the host. */
  state: s.remotePath,
  /** Shorewall6's. */
  rules: s.remotePath,
  /** Seconds after which the firewall opens unless a new connection got in. */
  deadMan: z.int().positive().max(s.longestDeadMan),
  /** Of the machine that all this is about, as RFC 5952 writes them. */
  addresses: z.tuple([s.address6]).rest(s.address6),
};

/** A rule on one line: whatever else it may be, Shorewall6 reads it as one. */
const line = z.string().regex(/^(?!\s*[?#])[^\n\r\\]+$/);

const Args = z.union([
  /** The machine has rules. */
  z.strictObject({ ...where, present: z.literal(true), lines: z.array(line).min(1) }),
  /** It has none; `restore`: of the change alone that is taken back. */
  z.strictObject({ ...where, present: z.literal(false), restore: patchSchema.optional() }),
  /** What a removal took out is there again. */
  z.strictObject({ ...where, present: z.literal(true), restore: patchSchema }),
]);
type Args = z.output<typeof Args>;

type Seen = {
  readonly problem: string | null;
  readonly change: Patch | null;
  /** The running rules are as the file then says. */
  readonly loaded: boolean;
  readonly started: boolean;
  readonly pending: boolean;
};

function factsOf(args: Args) {
  const { host, rules } = args;
  return {
    file: fileFact(host, rules),
    found: folder6Fact(host, rules),
    filter: filter6Fact(host),
    started: startedFact(host, 'shorewall6'),
    pending: pendingFact(guardedOf(args)),
  };
}

function seen(args: Args, { file, found, filter, ...shown }: ValuesOf<ReturnType<typeof factsOf>>): Seen {
  const text = textOf(args.rules, file);
  const others = found.files.filter(({ path }) => path !== args.rules);
  const wall = wallOf({ ...found, files: [{ path: args.rules, text }, ...others] }, args.rules, params6Of(args.rules));
  const problem = inTheWay(args, text, wall.values);
  const after = problem === undefined ? edited(args, text, wall.values) : text;
  const about = (address: string) => filter.includes(address);
  const said = linesOfWall(wall).filter(({ file: path }) => path !== args.rules);
  const stays = new Set([
    ...said.flatMap((one) => addresses6In(one.text)),
    ...after.split('\n').flatMap((one) => addresses6In(one)),
  ]);
  return {
    ...shown,
    problem: problem ?? null,
    change: patchOf(text, after),
    loaded: args.present
      ? args.addresses.some(about)
      : !args.addresses.some((address) => about(address) && !stays.has(address)),
  };
}

/**
 * What the IPv6 firewall says of a machine: its rules in Shorewall6's file of rules, which are there or are not, loaded under a dead man's
 * switch. The clone of a VM has those of its source.
 */
export const admit = action({
  name: 'shorewall.admit',
  risk: 'disruptive',
  removes: ({ present }) => !present,
  args: Args,
  joins: true,
  claims: (args) => ('lines' in args ? args.addresses.map((address) => ({ kind: 'address' as const, address })) : []),
  title: ({ present, addresses }) =>
    `${present ? 'rules' : 'no more rules'} of the IPv6 firewall about ${addresses.join(', ')}`,
  facts: factsOf,
  see: seen,
  judge: (args, { problem, change, loaded, started, pending }) => {
    const { host, rules, deadMan, addresses, present } = args;
    if (problem !== null) return { is: 'blocked', why: `${problem}, on ${host}` };
    if ('lines' in args && !started && !pending)
      return {
        is: 'blocked',
        why: `the IPv6 firewall of ${host} is not started: start it (shorewall6 start), then try again`,
      };
    if (change === null && (loaded || !started) && !pending)
      return {
        is: 'done',
        why: `the IPv6 firewall has ${present ? 'the rules' : 'no rule'} about ${addresses.join(', ')}`,
      };
    const reload = `shorewall6 reload # taken back after ${deadMan} s unless a new SSH connection gets in`;
    return {
      is: 'todo',
      effect: {
        commands: 'lines' in args || started ? ['shorewall6 check', reload] : [],
        changes: change ? [{ host, path: rules, removed: shown(change.removed), added: shown(change.added) }] : [],
      },
    };
  },
  async apply(args, before, applying) {
    const under = guardedOf(args);
    const left = await takeOver(under, applying);
    const read = await readFacts(applying.hosts, factsOf(args));
    const { found, started } = read;
    const now = left ? seen(args, read) : before;
    if (now.change === null && (now.loaded || !(started || 'lines' in args))) return;
    if ('lines' in args && !started) throw new Error(`the IPv6 firewall of ${args.host} is not started`);
    const { values } = wallOf(found, args.rules, params6Of(args.rules));
    const change = (guard: object) =>
      editFiles(applying.hosts(args.host), [args.rules], ([state = null]) => {
        const text = textOf(args.rules, state);
        return {
          edits: [{ path: args.rules, before: { text }, after: { text: edited(args, text, values) } }],
          fence: applying.fence,
          service,
          ...guard,
        };
      });
    if (started) await proving(under, applying, () => change(guards(under, applying)));
    else await change({});
  },
  receipt: {
    schema: z.object({ rules: patchSchema }),
    of: (_args, { change }, after) =>
      change !== null && after.change === null && after.problem === null ? { rules: change } : null,
  },
  undo: ({ host, state, rules, deadMan, addresses, ...how }, receipt) => {
    const back = { host, state, rules, deadMan, addresses, present: !how.present, restore: receipt.rules };
    return { by: [{ action: 'shorewall.admit', args: back }] };
  },
});

/** What others wrote of the machine, which is no rule of this step's. */
function inTheWay(args: Args, text: string, values: ReadonlyMap<string, string>): string | undefined {
  if (!('lines' in args)) return undefined;
  const own = new Set(args.lines.map(plain));
  const other = machineRules(text, values).find(
    (rule) => rule.addresses.some((one) => args.addresses.includes(one)) && !own.has(plain(rule.text)),
  );
  return other && `line ${other.entry.line + 1} of ${args.rules} is about ${other.addresses.join(' and ')} already`;
}

/** The file's text as it shall be. */
function edited(args: Args, text: string, values: ReadonlyMap<string, string>): string {
  const { addresses } = args;
  if ('lines' in args) {
    const there = new Set(machineRules(text, values).map((rule) => plain(rule.text)));
    return withMachineRules(
      text,
      args.lines.filter((one) => !there.has(plain(one))),
      values,
    );
  }
  const { restore } = args;
  if (args.present) {
    if (!restore || stands(text, inverse(restore))) return text;
    const back = applyPatch(text, inverse(restore));
    if (back !== undefined) return back;
    const there = new Set(text.split('\n').map(plain));
    const missing = shown(restore.removed).filter((one) => one.trim() !== '' && !there.has(plain(one)));
    return withMachineRules(text, missing, values);
  }
  if (!restore) return withoutMachines(text, addresses, values);
  if (!stands(text, restore)) return text;
  return applyPatch(text, inverse(restore)) ?? withoutMachines(text, addresses, values);
}

/** A rule without what only sets its columns apart. */
function plain(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

function guardedOf({ host, state, rules, deadMan, addresses }: Args): Guarded {
  const files = [rules];
  return {
    host,
    state,
    program: 'shorewall6',
    folder: dirname(rules),
    files,
    deadMan,
    purpose: `${rules} ${addresses[0]}`,
  };
}
