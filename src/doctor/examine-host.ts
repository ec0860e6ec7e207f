import type { Finding } from '../farm/finding.ts';
import type { NeededPath, Tool } from '../farm/platform.ts';
import type { Host, Result, Script } from '../ssh/host.ts';
import type { Needs } from './tools.ts';

/** Seconds a host's clock may be off: a zone's serial is a date, and the journal's times are compared with the host's. */
const clockTolerance = 5;

const clock: Script = { script: 'date +%s' };
const root: Script = { script: 'as_root id -u' };
const tools = (programs: readonly string[]): Script => ({
  script: 'for program; do command -v "$program" >/dev/null 2>&1 || printf "%s\\n" "$program"; done',
  args: programs,
});
const path = ({ path, is }: NeededPath): Script => ({
  script: 'if [ "$2" = file ]; then as_root test -f "$1" && as_root test -r "$1"; else as_root test -d "$1"; fi',
  args: [path, is],
});

/** Looks at one host: reached, root or sudo, clock, programs, paths. One batch. Never throws. */
export async function examineHost(host: Host, needs: Needs, now: () => number = Date.now): Promise<readonly Finding[]> {
  const asked = now();
  let results: readonly Result[];
  try {
    results = await host.batch([
      clock,
      root,
      tools(needs.tools.map(({ program }) => program)),
      ...needs.paths.map(path),
    ]);
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return [{ is: needs.guest ? 'warning' : 'problem', about: needs.host, says, unreached: true }];
  }
  const [time, user, absent, ...paths] = results;
  const reached: Finding = {
    is: 'ok',
    about: needs.host,
    says: `answers; it plays ${needs.roles.join(', ') || 'no role'}`,
  };
  return [
    reached,
    ...clockFinding(needs.host, time, asked, now()),
    ...rootFinding(needs.host, user),
    ...toolFindings(needs, absent),
    ...needs.paths.flatMap((needed, index) => pathFinding(needs.host, needed, paths[index])),
  ];
}

function clockFinding(about: string, result: Result | undefined, asked: number, answered: number): readonly Finding[] {
  const theirs = Number(result?.stdout.trim());
  const off = Math.max(asked / 1000 - theirs - 1, theirs - answered / 1000);
  if (off <= clockTolerance) return [];
  const mend = 'Run a time service on both, such as systemd-timesyncd.';
  return [{ is: 'warning', about, says: `its clock differs from this machine's by ${Math.round(off)} seconds`, mend }];
}

function rootFinding(about: string, result: Result | undefined): readonly Finding[] {
  if (result?.code === 0) return [];
  const mend = 'Reach it as root, or set sudo: true for it and install what farmhand doctor --sudoers prints.';
  return [
    { is: 'problem', about, says: `cannot do what only root may: ${result?.stderr.trim() || 'no answer'}`, mend },
  ];
}

function toolFindings({ host, tools }: Needs, result: Result | undefined): readonly Finding[] {
  const absent = new Set(result?.stdout.split('\n'));
  return tools
    .filter(({ program }) => absent.has(program))
    .map((one: Tool) => ({
      is: one.only === undefined ? 'problem' : 'warning',
      about: host,
      says: `${one.program} is not installed${one.only === undefined ? '' : `: ${one.only} will not work`}`,
      mend: one.install ?? `There: apt-get install ${one.package}`,
    }));
}

function pathFinding(about: string, { path, is, setting }: NeededPath, result: Result | undefined): readonly Finding[] {
  if (result?.code === 0) return [];
  return [
    {
      is: 'problem',
      about,
      says: `there is no ${is} ${path} that can be read`,
      mend: `${setting} in farm.yaml names it.`,
    },
  ];
}
