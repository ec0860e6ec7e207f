import { type Examined, examined } from '../../src/farm/examined.ts';
import { type Finding, problem } from '../../src/farm/finding.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import type { Reading, ZoneState } from '../../src/farm/state.ts';
import { type Answer, answerFact } from './facts.ts';
import { type BindSettings, type BindZone, bindOf } from './settings.ts';

const zones = ['forward', 'reverse', 'reverse6'] as const;
type Which = (typeof zones)[number];

/** Whether the name server has the farm's zones, and as their files say. */
export function examine(farm: FarmSettings): readonly Examined[] {
  const dns = bindOf(farm);
  return zones.flatMap((which) => {
    const settings = dns[which];
    return settings ? [zone(dns, which, settings)] : [];
  });
}

function zone(dns: BindSettings, which: Which, settings: BindZone): Examined {
  const soa = partOf(answerFact(dns, { name: settings.zone, type: 'SOA' }));
  return examined({
    parts: { soa },
    findings: (read, state) => {
      const unserved = whyUnserved(dns, which, settings, read.soa);
      return unserved ? [unserved] : notLoaded(which, settings, state[which]);
    },
  });
}

/** The server does not answer for the zone. */
function whyUnserved(
  { host }: BindSettings,
  which: Which,
  settings: BindZone,
  answer: Reading<Answer>,
): Finding | undefined {
  const about = `zone ${settings.zone}`;
  const place = 'dns.address and dns.port in farm.yaml say';
  if ('unknown' in answer) return problem(about, answer.unknown, `${place} where the name server answers.`);
  if ('problem' in answer.known)
    return problem(about, answer.known.problem, `dns.${which}.zone, ${place} which zone is served where.`);
  if (answer.known.values.length > 0) return undefined;
  return problem(about, `the name server of ${host} has no such zone`, `dns.${which}.zone in farm.yaml names it.`);
}

/** The server has not loaded the file as it is. */
function notLoaded(which: Which, settings: BindZone, zone: Reading<ZoneState> | undefined): readonly Finding[] {
  if (!zone || 'unknown' in zone) return [];
  const { serial, served } = zone.known;
  if (served === null || served === serial) return [];
  return [
    {
      is: 'warning',
      about: `zone ${settings.zone}`,
      says: `the name server has serial ${served}, ${settings.file} says ${serial}`,
      mend: `Reload it, or correct dns.${which}.file in farm.yaml if it reads another file.`,
    },
  ];
}
