import type { Effect, Judgement } from '../../src/engine/action.ts';
import { shown } from '../../src/farm/text/patch.ts';
import { awaited, type RecordArgs } from './args.ts';
import type { Seen } from './see.ts';

/** Whether a record is as wanted, what is to be done, or what is in the way. */
export function judge(wanted: RecordArgs, seen: Seen): Judgement {
  if (seen.problem) return { is: 'blocked', why: seen.problem };
  const settled = wanted.present ? presentAlready(wanted, seen) : absentAlready(wanted, seen);
  return settled ?? { is: 'todo', effect: effect(wanted, seen) };
}

function presentAlready({ host, file, name, value, beside, over = [] }: RecordArgs, seen: Seen): Judgement | undefined {
  const sharers = (seen.sharers ?? []).filter((one) => !beside?.includes(one));
  if (!seen.present && sharers.length > 0) {
    const why = `${host}:${file} has ${value} for ${sharers.join(', ')} already: two names would be at one address`;
    return { is: 'blocked', why };
  }
  const others = seen.others.filter((one) => !over.includes(one));
  if (others.length > 0) return { is: 'blocked', why: `${name} has ${others.join(', ')} in ${host}:${file} already` };
  const strange = seen.served.filter((one) => ![value, ...over, ...seen.wildcards].includes(one));
  if (!seen.present && strange.length > 0) {
    const why = `the name server of ${host} answers ${strange.join(', ')} for ${name}, and ${file} has no such record: it comes from an $INCLUDE or $GENERATE, or the file was edited and not reloaded`;
    return { is: 'blocked', why };
  }
  if (!seen.change && seen.served.includes(value) && seen.unresolved.length === 0)
    return { is: 'done', why: `${name} has ${value} already` };
  return undefined;
}

function absentAlready({ file, name, value }: RecordArgs, seen: Seen): Judgement | undefined {
  if (seen.included.length > 0) {
    const why = `${name} has ${value} in ${seen.included.join(', ')}, which ${file} includes: farmhand edits the zone's own file alone, so take it out there by hand`;
    return { is: 'blocked', why };
  }
  if (seen.rewritten)
    return { is: 'done', why: `the record of ${name} was changed by somebody since: it is left alone` };
  if (seen.change || (seen.served.includes(value) && !seen.wildcards.includes(value))) return undefined;
  if (seen.others.length > 0)
    return { is: 'done', why: `${name} has ${seen.others.join(', ')} now, which is left alone` };
  return { is: 'done', why: `${name} has no record ${value}` };
}

function effect(wanted: RecordArgs, { change, served, unresolved }: Seen): Effect {
  const { host, file, zone, reload, name, value, present } = wanted;
  const loaded = present && !change && unresolved.length > 0 && served.includes(value);
  const wait = (loaded ? unresolved : awaited(wanted)).map((one) => `wait until ${one} resolves ${name}`);
  if (!change) return { commands: [...(loaded ? [] : [reload.join(' ')]), ...wait] };
  const { patch, serial } = change;
  return {
    commands: [`named-checkzone ${zone} ${file}`, reload.join(' '), ...wait],
    changes: [{ host, path: file, removed: shown(patch.removed), added: shown(patch.added), volatile: [serial] }],
  };
}
