import type { HostNeeds, Privileged } from '../../src/farm/platform.ts';
import type { BuildSettings, FarmSettings } from '../../src/farm/settings.ts';
import { tool } from '../../src/farm/tool.ts';
import { literal, privilegedCommand, privilegedForFiles } from '../../src/ssh/privileged.ts';
import type { HostSettings } from '../../src/ssh/settings.ts';

/** packaging-farm in each VM that builds. Without it the VM only does not build. */
export function needs({ vms, hosts }: FarmSettings): readonly HostNeeds[] {
  return [...vms.values()].flatMap(({ build }) => {
    const host = build && hosts.get(build.host);
    return host ? [builder(build, host, host.jump === undefined ? undefined : hosts.get(host.jump))] : [];
  });
}

/** To build, to see what would be built, and to edit the farm's own files, in each VM that builds. */
export function privileged({ vms }: FarmSettings): readonly Privileged[] {
  return [...vms.values()].flatMap(({ build }) => (build ? [building(build)] : []));
}

function builder(
  { host, command: [program = ''] }: BuildSettings,
  settings: HostSettings,
  jump?: HostSettings,
): HostNeeds {
  const only = 'building there';
  const install = program === 'packaging-farm' ? { install: installing(settings, jump) } : {};
  return {
    role: 'packaging farm',
    host,
    tools: [
      { ...tool(program), only, ...install },
      { ...tool('ionice', 'util-linux'), only },
    ],
    paths: [],
  };
}

/** One line that installs packaging-farm and what it needs, typed in farmhand's own folder. */
function installing({ user, address, port }: HostSettings, jump?: HostSettings): string {
  const way = `ssh -p ${port}${jump === undefined ? '' : ` -J ${jump.user}@${jump.address}:${jump.port}`} ${user}@${address}`;
  const needed = 'git make dpkg-dev fakeroot reprepro mmdebstrap';
  const there = `d=$(mktemp -d) && tar -xC "$d" && apt-get install -y ${needed} && make -C "$d" install`;
  return `In farmhand's folder: tar -cC packaging-farm . | ${way} '${there}'`;
}

/** GIT_REVISION is any revision, and what is built any package of the farm. */
function building({ host, command, settings, cache, meta }: BuildSettings): Privileged {
  const words = command.map(literal).join(' ');
  const revision = '[A-Za-z0-9][A-Za-z0-9._/~^@{}+-]*';
  const target = '[a-z0-9][a-z0-9+.-]*';
  return {
    host,
    title: 'packaging-farm',
    commands: [
      `/usr/bin/env ^GIT_REVISION=${revision} ${words} --cd ${target} (status|check|would|held)$`,
      `/usr/bin/nice ^-n 19 ionice -c 3 env GIT_REVISION=${revision} ${words} (--cd ${target} (update|all)|(--force )?${target})( MAY=/[A-Za-z0-9._+@~/-]+/builds/[0-9a-f]+\\.may)?$`,
      `/usr/bin/cat ^-- ${literal(cache)}/revision$`,
      `${privilegedCommand(command).split(' ')[0]} ^${command
        .slice(1)
        .map((word) => `${literal(word)} `)
        .join('')}--var PACKAGES$`,
      ...privilegedForFiles(settings, `packaging-farm\\.conf|${literal(meta)}\\.mk`),
      ...privilegedForFiles(`${cache}/build/${meta}`, 'Makefile'),
    ],
  };
}
