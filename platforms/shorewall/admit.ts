import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import type { ValuesOf } from '../../src/engine/facts.ts';
import { readFacts } from '../../src/engine/look.ts';
import { fileFact } from '../../src/farm/text/file.ts';
import { type Patch, patchOf, patchSchema } from '../../src/farm/text/patch.ts';
import { type AdmitArgs, args, guardedOf, pathsOf, whereOf } from './admit-args.ts';
import { admitted, inTheWay } from './admitted.ts';
import { edit, effectOf, guarded, textsOf } from './edit-texts.ts';
import { folder6Fact, type WallFiles } from './folder.ts';
import { addresses6In } from './machine-rules.ts';
import { filter6Fact, startedFact } from './running.ts';
import { pendingFact, takeOver } from './switch.ts';
import type { Texts } from './texts.ts';
import { linesOfWall, type Wall, wallWith } from './wall.ts';

type Seen = {
  readonly problem: string | null;
  /** Of the rules. */
  readonly change: Patch | null;
  /** Absent where they are only read. */
  readonly params?: Patch | null;
  /** The running rules are as the files then say. */
  readonly loaded: boolean;
  readonly started: boolean;
  readonly pending: boolean;
};

function factsOf(args: AdmitArgs) {
  const { host, rules, params } = args;
  return {
    file: fileFact(host, rules),
    params: params === undefined ? undefined : fileFact(host, params),
    found: folder6Fact(host, rules, pathsOf(args).params),
    filter: filter6Fact(host),
    started: startedFact(host, 'shorewall6'),
    pending: pendingFact(guardedOf(args)),
  };
}

/** The files as one, those that are edited just as they were read for that. */
function wallOf(args: AdmitArgs, found: WallFiles, { rules, params }: Texts): Wall {
  return wallWith(found, pathsOf(args), { rules, ...(args.params !== undefined && { params }) });
}

function seen(
  args: AdmitArgs,
  { file, params, found, filter, started, pending }: ValuesOf<ReturnType<typeof factsOf>>,
): Seen {
  const texts = textsOf(guardedOf(args).files, [file, params ?? null]);
  const wall = wallOf(args, found, texts);
  const problem = inTheWay(args, texts, wall);
  const after = problem === undefined ? admitted(args, texts, wall) : texts;
  const about = (address: string) => filter.includes(address);
  const said = linesOfWall(wall).filter(({ file: path }) => path !== args.rules);
  const stays = new Set([
    ...said.flatMap((one) => addresses6In(one.text)),
    ...after.rules.split('\n').flatMap((one) => addresses6In(one)),
  ]);
  return {
    started,
    pending,
    problem: problem ?? null,
    change: patchOf(texts.rules, after.rules),
    ...(args.params !== undefined && { params: patchOf(texts.params, after.params) }),
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
  args,
  joins: true,
  claims: (args) => ('lines' in args ? args.addresses.map((address) => ({ kind: 'address' as const, address })) : []),
  title: ({ present, addresses }) =>
    `${present ? 'rules' : 'no more rules'} of the IPv6 firewall about ${addresses.join(', ')}`,
  facts: factsOf,
  see: seen,
  judge: (args, { problem, change, params = null, loaded, started, pending }) => {
    const { host, addresses, present } = args;
    if (problem !== null) return { is: 'blocked', why: `${problem}, on ${host}` };
    if ('lines' in args && !started && !pending)
      return {
        is: 'blocked',
        why: `the IPv6 firewall of ${host} is not started: start it (shorewall6 start), then try again`,
      };
    if (change === null && params === null && (loaded || !started) && !pending)
      return {
        is: 'done',
        why: `the IPv6 firewall has ${present ? 'the rules' : 'no rule'} about ${addresses.join(', ')}`,
      };
    const effect = effectOf(guardedOf(args), { rules: change, params }, 'lines' in args || started);
    return { is: 'todo', effect };
  },
  async apply(args, before, applying) {
    const under = guardedOf(args);
    const left = await takeOver(under, applying);
    const read = await readFacts(applying.hosts, factsOf(args));
    const { found, started } = read;
    const { change, params = null, loaded } = left ? seen(args, read) : before;
    if (change === null && params === null && (loaded || !(started || 'lines' in args))) return;
    if ('lines' in args && !started) throw new Error(`the IPv6 firewall of ${args.host} is not started`);
    await (started ? guarded : edit)(under, applying, (texts) => {
      const wall = wallOf(args, found, texts);
      const problem = inTheWay(args, texts, wall);
      if (problem !== undefined) throw new Error(`${problem}, on ${args.host}`);
      return admitted(args, texts, wall);
    });
  },
  receipt: {
    schema: z.object({ rules: patchSchema.nullable(), params: patchSchema.nullable().optional() }),
    of: (_args, { change, params = null }, after) => {
      if (after.problem !== null) return null;
      const rules = after.change === null ? change : null;
      const variables = (after.params ?? null) === null ? params : null;
      if (rules === null && variables === null) return null;
      return { rules, ...(variables && { params: variables }) };
    },
  },
  lasting: {
    name: ({ addresses }) => `rules of the IPv6 firewall about ${addresses.join(', ')}`,
    gone: ({ present }) => !present,
    now: ({ present }, { problem, change, params = null, loaded, started, pending }) => {
      if (!present || problem !== null || pending) return undefined;
      if (change !== null || params !== null) return 'not all of them are there';
      return started && !loaded ? 'its files have them, and the running firewall does not' : undefined;
    },
  },
  undo: (args, { rules, params = null }) => {
    const back = { ...whereOf(args), present: !args.present, restore: { rules, params } };
    return { by: [{ action: 'shorewall.admit', args: back }] };
  },
});
