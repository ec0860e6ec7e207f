import type { Effect, Judgement } from '../../src/engine/action.ts';
import { shown } from '../../src/farm/text/patch.ts';
import { awaited, type RecordArgs, type Want } from './args.ts';
import type { Seen } from './see.ts';

/** Whether a record is there as wanted, how it gets there, or what is in the way. */
export function judgeRecord(wanted: RecordArgs, seen: Seen): Judgement {
  const { host, file, name, value } = wanted;
  if (seen.problem) return { is: 'blocked', why: seen.problem };
  const sharers = (seen.sharers ?? []).filter((one) => !wanted.beside?.includes(one));
  if (!seen.present && sharers.length > 0) {
    const why = `${host}:${file} has ${value} for ${sharers.join(', ')} already: two names would be at one address`;
    return { is: 'blocked', why };
  }
  if (seen.others.length > 0) {
    return { is: 'blocked', why: `${name} has ${seen.others.join(', ')} in ${host}:${file} already` };
  }
  const strange = seen.served.filter((one) => one !== value && !seen.wildcards.includes(one));
  if (!seen.present && strange.length > 0) {
    const why = `the name server of ${host} answers ${strange.join(', ')} for ${name}, and ${file} has no such record: it comes from an $INCLUDE or $GENERATE, or the file was edited and not reloaded`;
    return { is: 'blocked', why };
  }
  if (!seen.change && seen.served.includes(value) && seen.unresolved.length === 0)
    return { is: 'done', why: `${name} has ${value} already` };
  return { is: 'todo', effect: effect(wanted, 'present', seen) };
}

/** Whether a record is gone, how it goes, or what is in the way. */
export function judgeUnrecord(wanted: RecordArgs, seen: Seen): Judgement {
  const { name, value } = wanted;
  if (seen.problem) return { is: 'blocked', why: seen.problem };
  if (seen.included.length > 0) {
    const why = `${name} has ${value} in ${seen.included.join(', ')}, which ${wanted.file} includes: farmhand edits the zone's own file alone, so take it out there by hand`;
    return { is: 'blocked', why };
  }
  if (seen.rewritten)
    return { is: 'done', why: `the record of ${name} was changed by somebody since: it is left alone` };
  if (seen.change || (seen.served.includes(value) && !seen.wildcards.includes(value))) {
    return { is: 'todo', effect: effect(wanted, 'absent', seen) };
  }
  if (seen.others.length > 0)
    return { is: 'done', why: `${name} has ${seen.others.join(', ')} now, which is left alone` };
  return { is: 'done', why: `${name} has no record ${value}` };
}

function effect(wanted: RecordArgs, want: Want, { change, served, unresolved }: Seen): Effect {
  const { host, file, zone, reload, name, value } = wanted;
  const loaded = !change && unresolved.length > 0 && served.includes(value);
  const wait = (loaded ? unresolved : awaited(wanted, want)).map((one) => `wait until ${one} resolves ${name}`);
  if (!change) return { commands: [...(loaded ? [] : [reload.join(' ')]), ...wait] };
  const { patch, serial } = change;
  return {
    commands: [`named-checkzone ${zone} ${file}`, reload.join(' '), ...wait],
    changes: [{ host, path: file, removed: shown(patch.removed), added: shown(patch.added), volatile: [serial] }],
  };
}
