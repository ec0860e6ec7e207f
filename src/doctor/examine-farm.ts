import { type Answer, answerFact } from '../../platforms/bind/facts.ts';
import { listed } from '../bot/words.ts';
import type { Fact } from '../engine/action.ts';
import type { Farm } from '../farm/farm.ts';
import { readParts } from '../farm/read-parts.ts';
import { readState } from '../farm/read-state.ts';
import { known, unknowns } from '../farm/reading.ts';
import type { FarmState, Reading } from '../farm/state.ts';
import type { Hosts } from '../ssh/host.ts';
import { examineFirewall } from './examine-firewall.ts';
import { examineVms } from './examine-vms.ts';
import { type Finding, problem } from './finding.ts';

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
    ...(farm.firewall ? examineFirewall(farm.firewall, state, tried.zones, tried.addresses) : []),
    ...commands(farm, tried.words),
    ...health(farm, tried.health),
    ...examineVms(farm, state),
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
