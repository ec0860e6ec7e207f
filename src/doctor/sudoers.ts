import type { BuildSettings, Farm } from '../farm/farm.ts';
import { privilegedForFiles, privilegedForJobs } from '../ssh/privileged.ts';
import type { HostSettings } from '../ssh/settings.ts';

// Arguments are POSIX extended regular expressions from ^ to $, sudoers(5), sudo 1.9.10 or later. They say what farmhand's
// scripts pass; a value is held to the characters it may have.

const name = '[A-Za-z0-9_][A-Za-z0-9_.-]*';
const volume = '[A-Za-z0-9+_.][A-Za-z0-9+_.-]*';
const tag = '[A-Za-z0-9+_.-]+';
const uuid = '[A-Za-z0-9-]{38}';

interface Part {
  readonly title: string;
  readonly commands: readonly string[];
}

/** The rules a host needs, by what they are for: path as Debian has it and arguments, as sudoers(5) lists them. */
function partsOf(farm: Farm, host: HostSettings): readonly Part[] {
  return [
    {
      title: 'every host: jobs can be cancelled, and the doctor can ask',
      commands: [...privilegedForJobs, '/usr/bin/id ^-u$', '/usr/bin/test ^-[frd] /[^ ]+$'],
    },
    ...rolesOf(farm).flatMap((role) => (role.host === host.name ? [role.part] : [])),
  ];
}

/** Every rule a host needs. */
export function rulesOf(farm: Farm, host: HostSettings): readonly string[] {
  return partsOf(farm, host).flatMap(({ commands }) => commands);
}

/** Names of the programs the rules of a host are about. */
export function programsOf(farm: Farm, host: HostSettings): readonly string[] {
  return [...new Set(rulesOf(farm, host).map((rule) => baseOf(pathOf(rule))))];
}

/** A rule with its program where the host has it; as Debian has it where the host has none. */
export function placed(rule: string, programs: ReadonlyMap<string, string>): string {
  const path = pathOf(rule);
  return (programs.get(baseOf(path)) ?? path) + rule.slice(path.length);
}

function pathOf(rule: string): string {
  return rule.split(' ', 1)[0] ?? '';
}

/**
 * The sudoers file of a host that is not reached as root: the commands farmhand runs there for the host's roles, and no others.
 * `programs`: where the host has them; undefined: it could not be asked.
 * Several of them are worth as much as root to whoever has the key (a firewall's params are shell, an instance can be given any
 * disk): the file keeps mistakes small, it does not make the key harmless.
 */
export function sudoersOf(farm: Farm, host: HostSettings, programs?: ReadonlyMap<string, string>): string {
  const lines = partsOf(farm, host).flatMap(({ title, commands }) => [
    '',
    `# ${title}`,
    ...commands.map(
      (rule) => `${host.user} ALL=(root) NOPASSWD: ${placed(rule, programs ?? new Map()).replaceAll('#', '\\#')}`,
    ),
  ]);
  return `${[
    `# /etc/sudoers.d/farmhand on ${host.name}: what farmhand, logged in as ${host.user}, may do there. Check with: visudo -cf FILE`,
    '# Needs sudo 1.9.10 or later.',
    ...(programs
      ? []
      : ['# The host could not be asked where its programs are: the paths are those of Debian. Check them there.']),
    `Defaults:${host.user} !requiretty`,
    ...lines,
    ...(farm.personalise && farm.lvm.host === host.name ? personalising : []),
  ].join('\n')}\n`;
}

const personalising = [
  '',
  '# Personalising a clone writes its disk in a script that runs as root, which no rule here can hold to its purpose. Without it',
  '# such a step fails: set personalise: false in farm.yaml, or reach this host as root.',
];

function rolesOf({
  ganeti,
  lvm,
  dns,
  dhcp,
  firewall,
  proxy,
  vms,
}: Farm): readonly { readonly host: string; readonly part: Part }[] {
  const zones = [dns.forward.file, ...(dns.reverse ? [dns.reverse.file] : [])];
  const node = [`/usr/bin/timeout ^10 socat -t 5 - UNIX-CONNECT:${literal(ganeti.monitors)}/${name}\\.monitor$`];
  return [
    { host: ganeti.host, part: { title: 'Ganeti', commands: ganetiCommands } },
    {
      host: ganeti.nodeHost,
      part: {
        title: "QEMU's monitors, and who answers on the network",
        commands: [
          ...node,
          '/usr/bin/journalctl ^-q --no-pager -n 500 -t dhcpd$',
          '/usr/sbin/ip ^-4 neigh flush to [0-9.]+$',
        ],
      },
    },
    { host: lvm.host, part: { title: 'LVM', commands: lvmCommands(lvm.volumeGroup, lvm.devices) } },
    {
      host: dns.host,
      part: {
        title: 'DNS, and what named says of its zones',
        commands: [
          ...zones.flatMap(file),
          plain(dns.reload),
          '/usr/bin/named-checkconf ^-px$',
          `/usr/sbin/rndc ^(-c [^ ]+ )?zonestatus [a-z0-9.-]+$`,
        ],
      },
    },
    {
      host: dhcp.host,
      part: {
        title: 'DHCP',
        commands: [
          ...file(dhcp.file),
          `/usr/sbin/dhcpd ^-t -cf ${literal(folderOf(dhcp.file))}/\\.${literal(baseOf(dhcp.file))}\\.farmhand$`,
          plain(dhcp.restart),
          plain(dhcp.health),
        ],
      },
    },
    ...[...vms.values()].flatMap(({ build }) => (build ? [{ host: build.host, part: packaging(build) }] : [])),
    ...(firewall
      ? [
          {
            host: firewall.host,
            part: {
              title: 'firewall',
              commands: [
                ...file(firewall.rules),
                ...file(firewall.params),
                '/usr/sbin/iptables ^-w -t nat -S$',
                '/usr/sbin/shorewall ^(status|start|reload|clear|(save|restore) farmhand)$',
                '/usr/sbin/shorewall ^check /tmp/tmp\\.[A-Za-z0-9]+$',
                `/usr/bin/cp ^-- ${literal(firewall.folder)}/[A-Za-z.]*(shorewall\\.conf|rules|params)(\\.farmhand)? /tmp/tmp\\.[A-Za-z0-9]+/(rules|params)?$`,
              ],
            },
          },
        ]
      : []),
    ...(proxy
      ? [
          {
            host: proxy.host,
            part: {
              title: 'proxy',
              commands: [
                ...privilegedForFiles(proxy.available, '[a-z0-9.-]+'),
                ...privilegedForFiles(proxy.enabled, '[a-z0-9.-]+'),
                '/usr/sbin/nginx ^-[tT]$',
                plain(proxy.reload),
              ],
            },
          },
        ]
      : []),
  ];
}

/** GIT_REVISION is any revision, and what is built any package of the farm. */
function packaging({ command, settings, cache, meta }: BuildSettings): Part {
  const words = command.map(literal).join(' ');
  const revision = '[A-Za-z0-9][A-Za-z0-9._/~^@{}+-]*';
  const target = '[a-z0-9][a-z0-9+.-]*';
  return {
    title: 'packaging-farm',
    commands: [
      `/usr/bin/env ^GIT_REVISION=${revision} ${words} --cd ${target} (status|check|would|held)$`,
      `/usr/bin/nice ^-n 19 ionice -c 3 env GIT_REVISION=${revision} ${words} (--cd ${target} (update|all)|(--force )?${target})( MAY=/[A-Za-z0-9._+@~/-]+/builds/[0-9a-f]+\\.may)?$`,
      `/usr/bin/cat ^-- ${literal(cache)}/revision$`,
      `${plain(command).split(' ')[0]} ^${command
        .slice(1)
        .map((word) => `${literal(word)} `)
        .join('')}--var PACKAGES$`,
      ...privilegedForFiles(settings, `packaging-farm\\.conf|${literal(meta)}\\.mk`),
      ...privilegedForFiles(`${cache}/build/${meta}`, 'Makefile'),
    ],
  };
}

const ganetiCommands: readonly string[] = [
  `/usr/sbin/gnt-instance ^(list|info) .*$`,
  `/usr/sbin/gnt-instance ^(add|start|stop|remove) --submit --print-jobid --reason farmhand .*$`,
  `/usr/sbin/gnt-node ^list .*$`,
  `/usr/sbin/gnt-job ^(list .*|(watch|cancel) [0-9]+)$`,
  `/usr/sbin/gnt-debug ^locks .*$`,
  `/usr/sbin/gnt-cluster ^queue info$`,
  `/usr/bin/cat ^-- /var/lib/ganeti/config\\.data$`,
];

function lvmCommands(group: string, devices: string): readonly string[] {
  const vg = literal(group);
  const device = `${literal(devices)}/${vg}/${volume}`;
  return [
    `/usr/sbin/lvs ^[A-Za-z0-9_ ,.-]+ -- ${vg}(/${volume})?$`,
    `/usr/sbin/vgs ^[A-Za-z0-9_ ,.-]+ -- ${vg}$`,
    '/usr/sbin/vgs ^--noheadings -o vg_name$',
    `/usr/sbin/lvcreate ^--yes (--snapshot --size [0-9]+[bkmgt]|--extents [0-9]+) --name ${volume} --addtag ${tag} --addtag ${tag} -- ${vg}(/${volume})?$`,
    `/usr/sbin/lvremove ^--yes --select lv_uuid=${uuid} -- ${vg}/${volume}$`,
    `/usr/sbin/lvrename ^-- ${vg} ${volume} ${volume}$`,
    `/usr/sbin/lvchange ^--(add|del)tag farmhand[A-Za-z0-9+_.-]* -- ${vg}/${volume}$`,
    `/usr/bin/ionice ^-c3 dd if=${device} of=${device} bs=1M conv=nocreat,fsync status=progress$`,
    `/usr/sbin/blkid ^-p (-O [0-9]+ )?-o value -s (TYPE|PTTYPE) -- ${device}$`,
    `/usr/sbin/debugfs ^-R (stat|cat|ls -p) ([^ ]| [^-])+ -- ${device}(\\?offset=[0-9]+)?$`,
    `/usr/sbin/e2fsck ^-y -E journal_only -- ${device}(\\?offset=[0-9]+)?$`,
    `/usr/bin/partx ^-g -b -o START,SECTORS --nr 1 -- ${device}$`,
  ];
}

function file(path: string): readonly string[] {
  return privilegedForFiles(folderOf(path), literal(baseOf(path)));
}

/** A command of farm.yaml, word for word; where it is, sudo finds by itself for the programs Debian has in /usr/bin. */
function plain([program = '', ...words]: readonly string[]): string {
  const path = program.startsWith('/') ? program : `/usr/bin/${program}`;
  return `${path} ^${words.map(literal).join(' ')}$`;
}

function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
