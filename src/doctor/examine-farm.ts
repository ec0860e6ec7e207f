import { nearest } from '../bot/nearest.ts';
import { known, unknowns } from '../bot/survey/used.ts';
import { counted, listed } from '../bot/words.ts';
import type { Fact } from '../engine/action.ts';
import { type Answer, answerFact } from '../farm/bind/facts.ts';
import type { Farm, FirewallSettings } from '../farm/farm.ts';
import { vmNamed, vmOfInstance } from '../farm/naming.ts';
import { isInPool } from '../farm/pool.ts';
import { readParts } from '../farm/read-parts.ts';
import { readState } from '../farm/read-state.ts';
import type { FarmState, Reading } from '../farm/state.ts';
import type { Hosts } from '../ssh/host.ts';
import type { Finding } from './finding.ts';

/**
 * Tries on the farm's hosts what a first clone needs, and changes nothing: the volume group, the node, the zones as the name server
 * has them, the firewall's zones and public address, the services' own checks, Ganeti's queue, and how many VMs the naming rules fit.
 * Never throws.
 */
export async function examineFarm(farm: Farm, hosts: Hosts): Promise<readonly Finding[]> {
  const [state, tried] = await Promise.all([readState(farm, hosts), readParts(hosts, partsOf(farm))]);
  return [
    ...unreadable(farm, state),
    ...groups(farm, state, tried.groups),
    ...nodes(farm, state),
    ...queue(farm, tried.queue),
    ...zone(farm, 'forward', state, tried.forward),
    ...(farm.dns.reverse ? zone(farm, 'reverse', state, tried.reverse) : []),
    ...(farm.firewall ? firewall(farm.firewall, state, tried.zones, tried.addresses) : []),
    ...commands(farm, tried.words),
    ...health(farm, tried.health),
    ...naming(farm, state),
    ...guarded(farm, state),
    ...pool(farm, state),
  ];
}

function partsOf(farm: Farm) {
  const { ganeti, lvm, dns, dhcp, firewall, proxy } = farm;
  const soa = (name: string) => ({
    facts: [answerFact(dns, { name, type: 'SOA' })],
    make: ([answer]: readonly unknown[]) => answer as Answer,
  });
  const first = ([value]: readonly unknown[]) => value as readonly string[];
  const words = [
    { host: dns.host, word: dns.reload[0], setting: 'dns.reload' },
    { host: dhcp.host, word: dhcp.restart[0], setting: 'dhcp.restart' },
    { host: dhcp.host, word: dhcp.health[0], setting: 'dhcp.health' },
    ...(proxy ? [{ host: proxy.host, word: proxy.reload[0], setting: 'proxy.reload' }] : []),
  ];
  return {
    groups: { facts: [linesFact(lvm.host, 'as_root vgs --noheadings -o vg_name')], make: first },
    queue: { facts: [linesFact(ganeti.host, 'as_root gnt-cluster queue info')], make: first },
    forward: soa(dns.forward.zone),
    reverse: dns.reverse ? soa(dns.reverse.zone) : undefined,
    zones: firewall
      ? { facts: [linesFact(firewall.host, 'cat -- "$1/zones"', [firewall.folder])], make: first }
      : undefined,
    addresses: firewall
      ? {
          facts: [linesFact(firewall.host, 'ip -o -4 addr show | awk \'{ sub(/\\/.*/, "", $4); print $4 }\'')],
          make: first,
        }
      : undefined,
    words: {
      facts: words.map(({ host, word = '' }) => linesFact(host, 'command -v -- "$1" || :', [word])),
      make: (found: readonly unknown[]) => words.filter((_, index) => (found[index] as readonly string[]).length === 0),
    },
    health: { facts: [codeFact(dhcp.host, dhcp.health)], make: ([code]: readonly unknown[]) => code as number },
  };
}

/** The lines a script prints, without blanks around them. Throws what it said when it failed. */
function linesFact(host: string, script: string, args: readonly string[] = []): Fact<readonly string[]> {
  return {
    host,
    read: { script, args },
    parse: ({ code, stdout, stderr }) => {
      if (code !== 0)
        throw new Error(`${host}: ${script.replace(/^as_root /, '')} failed: ${stderr.trim() || `exit code ${code}`}`);
      return stdout
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    },
  };
}

/** How a command ends. */
function codeFact(host: string, words: readonly string[]): Fact<number> {
  return { host, read: { script: 'as_root "$@" >/dev/null 2>&1', args: words }, parse: ({ code }) => code };
}

function problem(about: string, says: string, mend: string): Finding {
  return { is: 'problem', about, says, mend };
}

/** What could not be read at all; hosts that do not answer are said by whoever looks at hosts. */
function unreadable(farm: Farm, state: FarmState): readonly Finding[] {
  const mend = 'Every command that needs it will say the same; !status does too.';
  // The volume group's own words follow.
  const group = 'unknown' in state.storage ? state.storage.unknown : '';
  return unknowns(state)
    .filter((why) => why !== group)
    .map((why) => problem(farm.file, why, mend));
}

function groups({ lvm }: Farm, state: FarmState, there: Reading<readonly string[]>): readonly Finding[] {
  if ('known' in state.storage) return [];
  const others = known(there, []);
  if (others.includes(lvm.volumeGroup)) return [problem(lvm.host, state.storage.unknown, 'See what vgs says there.')];
  const has = others.length > 0 ? `only ${listed(others)}` : 'none';
  return [
    problem(lvm.host, `there is no volume group ${lvm.volumeGroup}, ${has}`, 'lvm.volume_group in farm.yaml names it.'),
  ];
}

function nodes({ ganeti }: Farm, state: FarmState): readonly Finding[] {
  if ('unknown' in state.nodes || state.nodes.known.some(({ name }) => name === ganeti.node)) return [];
  const names = state.nodes.known.map(({ name }) => name);
  const has = names.length > 0 ? `only ${listed(names)}` : 'none at all';
  return [
    problem(
      ganeti.host,
      `Ganeti has no node ${ganeti.node}, ${has}`,
      'ganeti.node in farm.yaml names the node of new VMs.',
    ),
  ];
}

function queue({ ganeti }: Farm, said: Reading<readonly string[]>): readonly Finding[] {
  if ('unknown' in said) return [{ is: 'warning', about: ganeti.host, says: said.unknown }];
  if (!said.known.some((line) => /drain flag is set/.test(line))) return [];
  return [
    problem(ganeti.host, "Ganeti's job queue is drained: it takes no new jobs", 'There: gnt-cluster queue undrain'),
  ];
}

function zone(
  farm: Farm,
  which: 'forward' | 'reverse',
  state: FarmState,
  answer: Reading<Answer> | undefined,
): readonly Finding[] {
  const { dns } = farm;
  const settings = which === 'forward' ? dns.forward : dns.reverse;
  if (!settings || !answer) return [];
  const about = `zone ${settings.zone}`;
  if ('unknown' in answer)
    return [problem(about, answer.unknown, 'dns.address and dns.port in farm.yaml say where the name server answers.')];
  if ('problem' in answer.known)
    return [
      problem(
        about,
        answer.known.problem,
        `dns.${which}.zone, dns.address and dns.port in farm.yaml say which zone is served where.`,
      ),
    ];
  if (answer.known.values.length === 0)
    return [
      problem(about, `the name server of ${dns.host} has no such zone`, `dns.${which}.zone in farm.yaml names it.`),
    ];
  const read = which === 'forward' ? state.forward : state.reverse;
  if (!read || 'unknown' in read) return [];
  const { serial, served } = read.known;
  if (served === null || served === serial) return [];
  return [
    {
      is: 'warning',
      about,
      says: `the name server has serial ${served}, ${settings.file} says ${serial}`,
      mend: `Reload it, or correct dns.${which}.file in farm.yaml if it reads another file.`,
    },
  ];
}

function firewall(
  { host, folder, params, netZone, vmZone, publicAddress }: FirewallSettings,
  state: FarmState,
  zones: Reading<readonly string[]> | undefined,
  addresses: Reading<readonly string[]> | undefined,
): readonly Finding[] {
  return [
    ...unknownZones(host, folder, zones, [
      ['net_zone', netZone],
      ['vm_zone', vmZone],
    ]),
    ...publicPlace(host, params, publicAddress, state, addresses),
  ];
}

/** The first word of a line of zones is a zone's name, with its parent perhaps (shorewall-zones(5)). */
function unknownZones(
  host: string,
  folder: string,
  zones: Reading<readonly string[]> | undefined,
  wanted: readonly (readonly [setting: string, zone: string])[],
): readonly Finding[] {
  if (!zones || 'unknown' in zones)
    return [{ is: 'warning', about: host, says: zones?.unknown ?? 'its zones are not known' }];
  const names = zones.known.filter((line) => !/^[#?]/.test(line)).map((line) => line.split(/[\s:,]/)[0] ?? '');
  return wanted
    .filter(([, zone]) => !names.includes(zone))
    .map(([setting, zone]) =>
      problem(
        host,
        `${folder}/zones has no zone ${zone}, only ${listed(names) || 'none'}`,
        `firewall.${setting} in farm.yaml names it.`,
      ),
    );
}

function publicPlace(
  host: string,
  params: string,
  publicAddress: string,
  state: FarmState,
  addresses: Reading<readonly string[]> | undefined,
): readonly Finding[] {
  const mend = 'firewall.public_address in farm.yaml says to which address people come.';
  const named = /^\$\{?(\w+)\}?$/.exec(publicAddress)?.[1];
  const param = known(state.firewall, undefined)?.params.findLast(({ name }) => name === named);
  if (named !== undefined && !param)
    return state.firewall && 'known' in state.firewall ? [problem(host, `${params} sets no ${named}`, mend)] : [];
  const address = param?.value ?? publicAddress;
  const own = known(addresses, []);
  if (!/^[\d.]+$/.test(address) || own.length === 0 || own.includes(address)) return [];
  const says = `the public address ${address} is not one of this host's (${listed(own)}): nothing that comes for it is forwarded here, unless another machine sends it on`;
  return [{ is: 'warning', about: host, says, mend }];
}

function commands(
  { file }: Farm,
  missing: Reading<readonly { readonly host: string; readonly word?: string; readonly setting: string }[]>,
): readonly Finding[] {
  if ('unknown' in missing) return [{ is: 'warning', about: file, says: missing.unknown }];
  return missing.known.map(({ host, word, setting }) =>
    problem(host, `there is no program ${word}`, `${setting} in farm.yaml begins with it.`),
  );
}

function health({ dhcp }: Farm, code: Reading<number>): readonly Finding[] {
  if ('unknown' in code || code.known === 0) return [];
  const says = `"${dhcp.health.join(' ')}" ends with ${code.known}: by that the DHCP server is not well, and each change of it would be taken back`;
  return [problem(dhcp.host, says, 'dhcp.health in farm.yaml is that command.')];
}

function naming(farm: Farm, state: FarmState): readonly Finding[] {
  if ('unknown' in state.instances) return [];
  const names = state.instances.known.map(({ name }) => name);
  const about = 'naming';
  if (names.length === 0) return [{ is: 'ok', about, says: 'Ganeti has no instance yet: the rules cannot be tried' }];
  const fitting = names.filter((name) => vmOfInstance(farm, name) !== undefined);
  if (fitting.length === 0)
    return [
      problem(
        about,
        `the rules fit none of the cluster's ${counted(names.length, 'instance')}, such as ${names[0]}`,
        `naming.instance in farm.yaml is ${farm.naming.instance}; give it the form those names have.`,
      ),
    ];
  return [
    { is: 'ok', about, says: `the rules fit ${fitting.length} of the cluster's ${counted(names.length, 'instance')}` },
  ];
}

/** Protection of a name that no VM has protects nothing: mostly a misspelt one, or a VM that was renamed. */
function guarded(farm: Farm, state: FarmState): readonly Finding[] {
  if ('unknown' in state.instances) return [];
  const there = state.instances.known.map(({ name }) => name);
  const names = there.flatMap((instance) => vmOfInstance(farm, instance)?.name ?? []);
  return [...farm.vms.values()]
    .filter((vm) => vm.protected && !there.includes(vmNamed(farm, vm.name).instance))
    .map(({ name }) => {
      const meant = nearest(name, names);
      return {
        is: 'warning',
        about: `vms.${name}`,
        says: `it is protected, but the cluster has no ${vmNamed(farm, name).instance}: this protects nothing`,
        mend: meant ? `Was ${meant} meant?` : 'Correct its name under vms in farm.yaml, or take it out there.',
      };
    });
}

/** VMs that are there already tell whether the pool, the parameters and the sites are the farm's. */
function pool(farm: Farm, state: FarmState): readonly Finding[] {
  if ('unknown' in state.instances) return [];
  const vms = state.instances.known.flatMap(({ name }) => vmOfInstance(farm, name) ?? []);
  if (vms.length === 0) return [];
  const records = known(state.forward, undefined)?.records ?? [];
  const addresses = records
    .filter(({ name }) => vms.some(({ instance }) => instance === name))
    .map(({ value }) => value);
  const params = known(state.firewall, undefined)?.params.map(({ name }) => name);
  const sites = known(state.proxy, undefined)?.sites.flatMap(({ names }) => names);
  const none = (there: readonly string[] | undefined, wanted: readonly (string | undefined)[]) =>
    there !== undefined && wanted.every((one) => one === undefined || !there.includes(one));
  const warning = (says: string, mend: string): Finding => ({ is: 'warning', about: 'naming', says, mend });
  return [
    ...(addresses.length > 0 && !addresses.some((address) => isInPool(farm.pool, address))
      ? [
          problem(
            'pool',
            `none of the VMs' addresses is in ${farm.pool.network}, for example ${addresses[0]}`,
            'pool.network in farm.yaml is where new VMs get theirs.',
          ),
        ]
      : []),
    ...(farm.firewall &&
    none(
      params,
      vms.map(({ param }) => param),
    )
      ? [
          warning(
            `the firewall has a parameter of none of the VMs, such as ${vms[0]?.param}`,
            'naming.param in farm.yaml names them.',
          ),
        ]
      : []),
    ...(farm.proxy &&
    none(
      sites,
      vms.map(({ site }) => site),
    )
      ? [
          warning(
            `the proxy has a site of none of the VMs, such as ${vms[0]?.site}`,
            'naming.site in farm.yaml names them.',
          ),
        ]
      : []),
  ];
}
