import * as z from 'zod';
import type { Fact } from '../../src/engine/facts.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { jsonAwk } from './json-awk.ts';

const Texts = z.record(z.string(), z.string());

/** What an instance has of its own in the cluster's configuration, apart from name, node and disks: what is not in it is the cluster's default. */
export const Own = z.object({
  os: z.string(),
  hypervisor: z.string(),
  /** Memory and virtual CPUs among them. */
  backend: Texts,
  hypervisorParameters: Texts,
  osParameters: Texts,
  /** Network, address and parameters of each network card. */
  nics: z.array(z.object({ mac: z.string(), parameters: Texts })),
  tags: z.array(z.string()),
  /** It has OS parameters that are private: these never leave the host. */
  withheld: z.boolean(),
});
export type Own = z.infer<typeof Own>;

/**
 * `own FILE INSTANCE`: what the configuration has of the instance, a line each: its place, a tab, the value as in JSON. Of what is private only that it is
 * there.
 */
const script = `
own() {
  as_root cat -- "$1" | awk -v wanted="$2" '${jsonAwk}
function got(value,   place, at) {
  if (key[1] != "instances" || depth < 3) return
  if (depth == 3 && key[3] == "name") { name[key[2]] = value; return }
  if (key[3] !~ /^(os|hypervisor|beparams|hvparams|osparams|osparams_private|nics|tags)$/) return
  place = key[3]
  for (at = 4; at <= depth; at++) place = place "/" key[at]
  if (key[3] == "osparams_private") { place = "private"; value = "" }
  said[key[2]] = said[key[2]] place "\\t" value "\\n"
}
END {
  if (depth || !("instances" in top)) {
    print "it is not the configuration of Ganeti 3" > "/dev/stderr"
    exit 1
  }
  for (one in name) if (name[one] == wanted) printf "%s", said[one]
}'
}
own "$1" "$2"
`;

/** What an instance has of its own, as Ganeti's own configuration on the master has it; null: there is no such instance. */
export function ownFact(host: string, config: string, instance: string): Fact<Own | null> {
  const read = { script, args: [config, instance] };
  return printedFact(host, read, `reading what ${instance} has in ${config} failed`, ownOf);
}

/** Null where nothing was said. Throws where it is none. */
export function ownOf(printed: string): Own | null {
  const lines = printed.split('\n').filter((line) => line !== '');
  if (lines.length === 0) return null;
  const values = new Map(lines.map((line) => leafOf(line)));
  const below = (place: string) =>
    Object.fromEntries(
      [...values].flatMap(([at, value]) => (at.startsWith(`${place}/`) ? [[at.slice(place.length + 1), value]] : [])),
    );
  const places = [...values.keys()];
  const count = (list: string) =>
    new Set(places.flatMap((at) => new RegExp(`^${list}/(\\d+)`).exec(at)?.[1] ?? [])).size;
  return Own.parse({
    os: values.get('os'),
    hypervisor: values.get('hypervisor'),
    backend: below('beparams'),
    hypervisorParameters: below('hvparams'),
    osParameters: below('osparams'),
    nics: Array.from({ length: count('nics') }, (_, index) => {
      const { mac, ip, network, name } = below(`nics/${index}`);
      const given = Object.entries({ ip, network, name }).filter(
        ([, value]) => value !== undefined && value !== 'null',
      );
      return {
        mac: mac?.toLowerCase(),
        parameters: { ...Object.fromEntries(given), ...below(`nics/${index}/nicparams`) },
      };
    }),
    tags: Object.values(below('tags')).sort(),
    withheld: values.has('private'),
  });
}

function leafOf(line: string): readonly [string, string] {
  const [place = '', value = ''] = line.split('\t');
  return [place, String(JSON.parse(`"${value}"`))];
}

/** The options of gnt-instance add for an instance without a network card: the policy that a cluster is made with allows from 1 to 8. */
export const noNics = ['--no-nics', '--ignore-ipolicy'] as const;

/** The options of gnt-instance add that make an instance with the same, gnt-instance(8). */
export function ownOptions({
  os,
  hypervisor,
  backend,
  hypervisorParameters,
  osParameters,
  nics,
  tags,
}: Own): readonly string[] {
  const cards = nics.flatMap(({ mac, parameters }, index) => ['--net', `${index}:${pairs({ mac, ...parameters })}`]);
  const [back, own] = [pairs(backend), pairs(osParameters)];
  return [
    ...(back === '' ? [] : ['-B', back]),
    '-H',
    [hypervisor, pairs(hypervisorParameters)].filter((part) => part !== '').join(':'),
    '-o',
    os,
    ...(own === '' ? [] : ['-O', own]),
    ...(cards.length > 0 ? cards : noNics),
    ...(tags.length > 0 ? ['--tags', tags.join()] : []),
  ];
}

/** `key=value,…`; a comma in a value has a backslash before it. What is null is not said. */
function pairs(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== 'null')
    .map(([key, value]) => `${key}=${value.replaceAll(/[\\,]/g, '\\$&')}`)
    .join();
}
