import { access, constants, mkdir } from 'node:fs/promises';
import { redactor } from '../src/bot/secrets.ts';
import { listed } from '../src/bot/words.ts';
import { examineFarm } from '../src/doctor/examine-farm.ts';
import { examineHost } from '../src/doctor/examine-host.ts';
import { examinePolicy } from '../src/doctor/examine-policy.ts';
import { inWords } from '../src/doctor/finding.ts';
import { placed, programsOf, rulesOf, sudoersOf } from '../src/doctor/sudoers.ts';
import { type Needs, needsOf } from '../src/doctor/tools.ts';
import { programsOn, trySudo } from '../src/doctor/try-sudo.ts';
import type { Farm } from '../src/farm/farm.ts';
import type { Finding } from '../src/farm/finding.ts';
import type { Platform } from '../src/farm/platform.ts';
import { createHosts } from '../src/ssh/hosts.ts';
import { examineChat } from './adapters.ts';
import { addsInWords } from './catalog.ts';
import { type Opened, openFarm } from './farm.ts';
import { openLog } from './log.ts';
import { redisOf } from './open-journal.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';
import { visible } from './visible.ts';
import { examineWeb } from './web/examine-web.ts';

/** `farmhand doctor`: looks at everything farmhand needs and says how to mend what is wrong; `--sudoers`: prints sudoers files; `--plugins`: tries plugins' examples. */
export async function doctor(program: Program): Promise<Exit> {
  const { sudoers: printed, plugins } = program;
  if (program.words.length > 0 || (program.host !== undefined && !printed) || (plugins && printed))
    throw new UsageError(
      'it is: farmhand doctor, farmhand doctor --plugins, or farmhand doctor --sudoers [--host HOST]',
    );
  if (plugins) return (await import('./doctor-plugins.ts')).doctorPlugins(program);
  const { farm, catalog } = await openFarm(program);
  if (printed) return sudoers({ farm, catalog }, program);
  const redact = redactor(program.env);
  const log = openLog(program.error, redact, { LOG_LEVEL: 'silent', ...program.env });
  const found = [
    { is: 'ok', about: farm.file, says: `describes ${farm.hosts.size} hosts, ${farm.people.size} people` } as const,
    ...catalog.plugins.map((one) => ({ is: 'ok', about: `plugin ${one.name}`, says: addsInWords(one) }) as const),
    ...examinePolicy(farm, catalog.commands),
    ...(await dataFolder(farm)),
    ...(await redis(program)),
    ...(await onHosts({ farm, catalog })),
    ...(await examineChat(farm, program.env, log)),
    ...(await examineWeb(farm, program.env)),
  ];
  // A host's own words are among them.
  for (const line of found.flatMap(inWords)) program.output.write(`${visible(redact(line))}\n`);
  const problems = found.filter(({ is }) => is === 'problem').length;
  const ending = problems === 1 ? '1 problem' : `${problems} problems`;
  program.output.write(problems === 0 ? 'Nothing is in the way of farmhand start.\n' : `${ending}.\n`);
  return problems === 0 ? exit.done : exit.failed;
}

async function sudoers(
  { farm, catalog: { platforms } }: Pick<Opened, 'farm' | 'catalog'>,
  { output, error, host: one }: Program,
): Promise<Exit> {
  if (one !== undefined && !farm.hosts.has(one))
    throw new UsageError(`farm.yaml has no host ${one}, only ${listed([...farm.hosts.keys()])}`);
  const wanted = [...farm.hosts.values()].filter(({ name, sudo }) => sudo && (one === undefined || name === one));
  if (wanted.length === 0) output.write('# No such host of farm.yaml has sudo: true, so none needs a sudoers file.\n');
  const all = createHosts([...farm.hosts.values()]);
  try {
    for (const host of wanted) {
      const programs = await programsOn(all.host(host.name), programsOf(farm, host, platforms)).catch(
        (problem: Error) => {
          error.write(`farmhand: ${problem.message}\n`);
          return undefined;
        },
      );
      output.write(sudoersOf(farm, host, platforms, programs));
    }
  } finally {
    await all.close();
  }
  return exit.done;
}

async function dataFolder({ data }: Farm): Promise<readonly Finding[]> {
  try {
    await mkdir(data.folder, { recursive: true, mode: 0o700 });
    await access(data.folder, constants.W_OK);
    return [];
  } catch (error) {
    const mend = 'data.folder in farm.yaml names it; make it writable for the user farmhand runs as.';
    return [
      {
        is: 'problem',
        about: data.folder,
        says: `the journal cannot be kept there: ${(error as Error).message}`,
        mend,
      },
    ];
  }
}

async function redis({ env }: Program): Promise<readonly Finding[]> {
  const address = redisOf(env);
  if (!address) return [];
  const { examineRedis } = await import('../src/doctor/examine-redis.ts');
  return examineRedis(address);
}

/** Each host, and where all that the farm itself needs answer, the farm. */
async function onHosts({
  farm,
  catalog: { platforms },
}: Pick<Opened, 'farm' | 'catalog'>): Promise<readonly Finding[]> {
  const all = createHosts([...farm.hosts.values()]);
  try {
    const each = await Promise.all(needsOf(farm, platforms).map((needs) => examined(farm, platforms, all, needs)));
    const found = each.flat();
    // A host that is not reached makes all else unknown, and is said already.
    return found.some(({ is, unreached }) => is === 'problem' && unreached)
      ? found
      : [...found, ...(await examineFarm(farm, all.host, platforms))];
  } finally {
    await all.close();
  }
}

async function examined(
  farm: Farm,
  platforms: readonly Platform[],
  all: ReturnType<typeof createHosts>,
  needs: Needs,
): Promise<readonly Finding[]> {
  const host = all.host(needs.host);
  const found = await examineHost(host, needs);
  const settings = farm.hosts.get(needs.host);
  if (!settings || found.some(({ unreached }) => unreached)) return found;
  const programs = await programsOn(host, programsOf(farm, settings, platforms));
  const rules = rulesOf(farm, settings, platforms, programs).map((rule) => placed(rule, programs));
  return [...found, ...(await trySudo(host, settings, rules))];
}
