import { networksOf, type OfKind } from './networks.ts';
import type { Path, Problem } from './problems.ts';
import type { Sections } from './sections.ts';

/**
 * Where `chat` names networks, everything of that kind says of which network it is; where it does not, nothing does. So no identity is taken for
 * one of a network that was added later.
 */
export function networks({ chat, people, channels, drift, drill }: Partial<Sections>): readonly Problem[] {
  if (!chat) return [];
  const check = (path: Path, given: object) =>
    Object.entries(given).flatMap(([kind, one]) => misfit([...path, kind], one as OfKind, kind, chat[kind]));
  return [
    ...Object.entries(people ?? {}).flatMap(([name, { roles: _, quota: __, ...own }]) => check(['people', name], own)),
    ...(channels ?? []).flatMap((group, index) => check(['channels', index], group)),
    ...(drift ? check(['drift', 'tell'], drift.tell) : []),
    ...(drill ? check(['drill', 'tell'], drill.tell) : []),
  ];
}

function misfit(path: Path, given: OfKind, kind: string, block: unknown): readonly Problem[] {
  if (given === undefined || block === undefined) return [];
  const say = (at: Path, text: string): Problem => ({ path: at, text: `${at.join('.')}: ${text}` });
  const names = networksOf(block);
  if (names === undefined) {
    return typeof given === 'string'
      ? []
      : [say(path, `chat.${kind} is one network without a name: write ${kind}: ${Object.values(given)[0]}`)];
  }
  const there = `chat.${kind} has ${names.length > 1 ? 'the networks' : 'the network'} ${names.join(', ')}`;
  if (typeof given === 'string') {
    return [say(path, `${there}: say on which, such as ${kind}: {${names[0]}: ${quoted(given)}}`)];
  }
  return Object.keys(given).flatMap((name) =>
    names.includes(name) ? [] : [say([...path, name], `${there}, and no ${name}`)],
  );
}

/** As YAML needs it within braces. */
function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : JSON.stringify(text);
}
