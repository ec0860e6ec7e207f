import type { Judgement } from '../../src/engine/action.ts';
import type { RecordArgs } from './args.ts';
import { nameOf, serverOf } from './ask.ts';
import type { Seen } from './see.ts';
import { type Expected, updateCommand, updateLines } from './update.ts';

/** Whether a record is as wanted, what is to be done, or what is in the way. */
export function judge(wanted: RecordArgs, seen: Seen): Judgement {
  const { name, type, value, present } = wanted;
  if (seen.problem !== null) return { is: 'blocked', why: seen.problem };
  const why = present ? hindrance(wanted, seen) : undefined;
  if (why !== undefined) return { is: 'blocked', why };
  if (present && seen.present && seen.unresolved.length === 0)
    return { is: 'done', why: `${name} has ${value} already` };
  if (!present && !seen.present) {
    const left = seen.others.length > 0 ? `${name} has ${seen.others.join(', ')} now, which is left alone` : undefined;
    return { is: 'done', why: left ?? `${name} has no ${type} record ${value}` };
  }
  return { is: 'todo', effect: { commands: commands(wanted, seen) } };
}

/** What the update is made for, as the server shows it. */
export function expected({ restore }: RecordArgs, { others }: Seen): Expected {
  return { others, besideIpv6: restore !== undefined };
}

function commands(wanted: RecordArgs, seen: Seen): readonly string[] {
  const server = serverOf(wanted);
  const loaded = wanted.present && seen.present;
  const waited = loaded ? seen.unresolved : wanted.present ? (wanted.resolvers ?? []) : [];
  return [
    ...(loaded ? [] : [updateCommand(server), ...updateLines(server, wanted, expected(wanted, seen))]),
    ...waited.map((host) => `wait until ${host} resolves ${wanted.name}`),
  ];
}

/** Why the record may not be added: whose the name or the address is, and what to do. */
function hindrance(wanted: RecordArgs, seen: Seen): string | undefined {
  const { zone, type, name, value, restore } = wanted;
  const where = `${zone} on ${nameOf(serverOf(wanted))}`;
  const strange = seen.others.filter((one) => !restore?.others.includes(one));
  if (seen.alias !== null)
    return `${name} is an alias (CNAME) of ${seen.alias} in ${where}, and can have no other record: remove the alias there if nobody needs it`;
  if (strange.length > 0) {
    const whose =
      type === 'PTR' ? `the address is that of ${strange.join(', ')}` : `it is the name of ${strange.join(', ')}`;
    return `${name} has ${type} ${strange.join(', ')} in ${where} already, so that ${whose}: if that is nobody's any more, remove it there (nsupdate: ${strange.map((one) => `update delete ${name}. ${type} ${type === 'PTR' ? `${one}.` : one}`).join('; ')})`;
  }
  if (seen.present) return undefined;
  if (seen.ipv6.length > 0 && restore === undefined)
    return `${name} has AAAA ${seen.ipv6.join(', ')} in ${where} already, so that another machine has the name: choose another, or remove it there`;
  if (seen.sharers === null) {
    if (restore?.sharers === null) return undefined;
    return `whether another name has ${value} is not known: ${seen.untold}`;
  }
  const sharers = seen.sharers.filter((one) => !restore?.sharers?.includes(one));
  if (sharers.length > 0)
    return `${where} has ${value} for ${sharers.join(', ')} already: two names would be at one address`;
  return undefined;
}
