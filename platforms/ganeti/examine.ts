import { type Examined, examined } from '../../src/farm/examined.ts';
import { type Finding, problem } from '../../src/farm/finding.ts';
import { linesPart } from '../../src/farm/lines-fact.ts';
import { listed } from '../../src/farm/listed.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import type { FarmState, Reading } from '../../src/farm/state.ts';
import { type GanetiSettings, ganetiOf } from './settings.ts';

/** Whether Ganeti has the node that farm.yaml names, and whether its queue takes jobs. */
export function examine(farm: FarmSettings): readonly Examined[] {
  const ganeti = ganetiOf(farm);
  const cluster = examined({
    parts: { queue: linesPart(ganeti.host, 'as_root gnt-cluster queue info') },
    findings: (read, state) => [...node(ganeti, state), ...queue(ganeti, read.queue)],
  });
  return [cluster];
}

function node({ host, node }: GanetiSettings, { nodes }: FarmState): readonly Finding[] {
  if ('unknown' in nodes || nodes.known.some(({ name }) => name === node)) return [];
  const names = nodes.known.map(({ name }) => name);
  const has = names.length > 0 ? `only ${listed(names)}` : 'none at all';
  return [problem(host, `Ganeti has no node ${node}, ${has}`, 'ganeti.node in farm.yaml names the node of new VMs.')];
}

function queue({ host }: GanetiSettings, said: Reading<readonly string[]>): readonly Finding[] {
  if ('unknown' in said) return [{ is: 'warning', about: host, says: said.unknown }];
  if (!said.known.some((line) => /drain flag is set/.test(line))) return [];
  return [problem(host, "Ganeti's job queue is drained: it takes no new jobs", 'There: gnt-cluster queue undrain')];
}
