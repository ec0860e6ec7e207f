import { randomBytes } from 'node:crypto';
import type { CommandContext, Planning } from '../src/bot/command.ts';
import { identified } from '../src/bot/identified.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { buildWords } from '../src/bot/survey/build-words.ts';
import { builder } from '../src/bot/survey/builder.ts';
import { buildNotes, buildsAhead, buildsLeft, isBuild, rebuildOf } from '../src/bot/survey/rebuild.ts';
import { required } from '../src/bot/survey/required.ts';
import { refuseCollisions, sharedRepositoryOf } from '../src/bot/survey/shared-repository.ts';
import { counted } from '../src/bot/words.ts';
import { Procedure } from '../src/farm/procedure.ts';
import type { FarmStatus, Lacking } from '../src/farm/roles/builder.ts';

export const build: Planning = {
  name: 'build',
  kind: 'plan',
  risk: 'disruptive',
  elsewhere: ['make', 'compile', 'rebuild', 'release', 'package'],
  usage: 'build VM [REVISION] [--package NAME] [--force]',
  summary: 'Builds what a packaging farm is for, from its usual revision or another.',
  details: [
    'What changed in git is submitted, then whatever is stale is built, at low priority. The revision must be in every repository.',
    'Another revision than the last time builds everything anew, and takes who farm.yaml lets decide about a rebuild.',
    'Where farm.yaml names the repository that several VMs feed, none builds a version another has.',
    '--package builds one package, whatever it depends on; --force builds it though it is not stale.',
    'One build at a time on a VM; the others wait. !cancel stops a build there, !retry goes on where one failed.',
  ],
  examples: [
    { say: 'build gallifrey', shows: 'to build: 3 of 3 packages' },
    { say: 'build gallifrey v9.9', shows: 'v9.9 is not in' },
    { say: 'build skaro', shows: 'skaro builds nothing' },
  ],
  plan: async (context) => {
    const { args, farm, look, read, pending } = context;
    const [name = '', ...words] = args;
    const asked = buildWords(words);
    const building = farm.roles.builder;
    const state = await look();
    const { vm, build } = builder(farm, name, state);
    const revision = asked.revision ?? build.revision;
    const target = asked.package ?? build.meta;
    const seen = await read({
      status: building.status({ ...build, revision }),
      lacking: building.lacking(build, target, revision),
    });
    const status = required(`the packaging farm on ${vm.name}`, seen.status);
    refuseLacking(revision, required(`the repositories of ${target}`, seen.lacking));
    const how = asked.force ? 'force' : target === build.meta ? 'graph' : 'alone';
    const shared = sharedRepositoryOf(farm, build, state);
    await refuseCollisions(building, read, build, shared.there, { target, how, revision });

    const open = await pending();
    const [ahead, left] = [buildsAhead(open, vm.name), buildsLeft(open, vm.name)];
    const rebuild = rebuildOf(building, revision, { usual: build.revision, submitted: status.submitted, ahead });
    const alone = target !== build.meta;
    const took = rebuild.all ? ((await lastRebuild(context, vm.name)) ?? status.rebuildSeconds) : undefined;
    const procedure = new Procedure();
    procedure.step(
      'build',
      building.build(farm, build, {
        id: randomBytes(8).toString('hex'),
        target,
        how,
        revision,
        anew: rebuild.all,
        packages: alone ? 1 : packagesOf(status, rebuild.all),
        by: identified(context).name,
        rivals: shared.there,
      }),
    );
    return {
      command: ['build', vm.name, ...words].join(' '),
      title: `build ${alone ? `${target} on ` : ''}${vm.name} from ${revision}`,
      subjects: [vm.name],
      values: [
        ['revision', revision],
        ['builds', target],
      ],
      notes: buildNotes(rebuild, { revision, status, took, ahead, left, alone }),
      ...(rebuild.decides && { deed: 'rebuild' }),
      // None that could build the same versions comes into being meanwhile.
      locks: [vm.name, ...shared.absent].map((one) => ({ key: `vm:${one}`, mode: 'shared' })),
      steps: procedure.steps,
    };
  },
};

function refuseLacking(revision: string, lacking: readonly Lacking[]): void {
  if (lacking.length === 0) return;
  const those = (why: Lacking['why']) =>
    lacking.filter((one) => one.why === why).map(({ repository }) => `  ${repository}`);
  const [missing, unreachable] = [those('missing'), those('unreachable')];
  throw new Refusal(
    ...(missing.length > 0
      ? [`${revision} is not in ${counted(missing.length, 'repository', 'repositories')}:`, ...missing]
      : []),
    ...(unreachable.length > 0 ? ['These could not be asked for it:', ...unreachable] : []),
    'Nothing was changed.',
  );
}

function packagesOf({ built, stale, failed }: FarmStatus, all: boolean): number {
  return Math.max(1, all ? built + stale + failed : stale + failed);
}

/** Seconds the last build of everything on the VM took, as the journal has it. */
async function lastRebuild({ farm, runService }: CommandContext, vm: string): Promise<number | undefined> {
  for (const { run } of await runService.runs({ subject: vm, state: 'done', limit: 50 })) {
    const { plan, steps } = await runService.run(String(run));
    const outcome = steps[0] && farm.roles.builder.outcomeOf(steps[0]);
    if (isBuild(plan) && plan.deed === 'rebuild' && outcome?.unchanged === 0) return outcome.seconds;
  }
  return undefined;
}
