import { type Examined, examined } from '../../src/farm/examined.ts';
import { type Finding, problem } from '../../src/farm/finding.ts';
import { listed } from '../../src/farm/listed.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import { known } from '../../src/farm/reading.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import type { FarmState, Reading } from '../../src/farm/state.ts';
import { wrapper, wrapperFile } from './luxi.ts';
import { type Queue, queueFact } from './queue.ts';
import { type GanetiSettings, ganetiOf } from './settings.ts';

/** Whether Ganeti has the nodes that farm.yaml names, and farm.yaml a host for each that has VMs, whether its queue takes jobs, and whether it is read without starting Python. */
export function examine(farm: FarmSettings): readonly Examined[] {
  const ganeti = ganetiOf(farm);
  const cluster = examined({
    parts: { queue: partOf(queueFact(ganeti.host)) },
    findings: (read, state) => [...nodesOf(ganeti, state), ...queue(ganeti, read.queue)],
  });
  return [cluster];
}

function nodesOf({ host, node, nodes: named }: GanetiSettings, { nodes, instances }: FarmState): readonly Finding[] {
  if ('unknown' in nodes) return [];
  const names = nodes.known.map(({ name }) => name);
  const has = names.length > 0 ? `only ${listed(names)}` : 'none at all';
  const mend = (one: string) =>
    one === node ? 'ganeti.node in farm.yaml names the node of new VMs.' : 'ganeti.nodes in farm.yaml names it.';
  const strange = [...new Set([node, ...named.keys()])].filter((one) => !names.includes(one));
  const homes = known(instances, []).map((instance) => instance.node);
  const homeless = names.filter((name) => !named.has(name) && homes.includes(name));
  return [
    ...strange.map((one) => problem(host, `Ganeti has no node ${one}, ${has}`, mend(one))),
    ...homeless.map(
      (name): Finding => ({
        is: 'warning',
        about: host,
        says: `VMs are on the node ${name}, for which farm.yaml has no host: commands about them are refused`,
        mend: `ganeti.nodes in farm.yaml needs a line ${name}: HOST, with HOST one of hosts.`,
      }),
    ),
  ];
}

function queue({ host }: GanetiSettings, said: Reading<Queue>): readonly Finding[] {
  if ('unknown' in said) return [{ is: 'warning', about: host, says: said.unknown }];
  const { drained, by, instead } = said.known;
  return [
    ...(drained
      ? [problem(host, "Ganeti's job queue is drained: it takes no new jobs", 'There: gnt-cluster queue undrain')]
      : []),
    by === null ? slow(host, instead) : { is: 'ok', about: host, says: `Ganeti is read by LUXI (${by})` },
  ];
}

function slow(host: string, instead: string): Finding {
  return {
    is: 'warning',
    about: host,
    says: `Ganeti is not read by LUXI but by its own commands, which takes seconds each time: ${instead}`,
    mend: /socat: not found/.test(instead)
      ? 'There: apt-get install socat'
      : `Copy ${wrapperFile} there as /usr/local/sbin/${wrapper}, owned by root, mode 0755; farmhand doctor --sudoers has its rule.`,
  };
}
