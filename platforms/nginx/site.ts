import * as z from 'zod';
import { action, type Judgement } from '../../src/engine/action.ts';
import { patchOf, shown } from '../../src/farm/text/patch.ts';
import type { FileState } from '../../src/ssh/host.ts';
import { args, lines, nginxChecks, pathsOf, stateFacts, type UnwantedArgs, type WantedArgs } from './args.ts';
import { type Asked, answersCheck, askedFact } from './asked.ts';
import { type Nginx, nginxFact } from './facts.ts';
import { serversIn } from './site-text.ts';
import { troubleOf } from './trouble.ts';

type Seen = {
  readonly file: FileState;
  readonly link: FileState;
} & Partial<Around>;

/** What is seen of a site that shall be there, beside its file and link. */
type Around = {
  /** Other files that answer to one of the names. */
  readonly rivals: readonly string[];
  /** Why the site would not work though nothing has its name. */
  readonly trouble?: string;
  /** What a visitor gets, where it is there. */
  readonly asked: Asked;
};

/** What was at a path; absent in the receipt of a site that an earlier version put there: nothing. */
const was = z
  .union([z.object({ text: z.string() }), z.object({ link: z.string() })])
  .nullable()
  .default(null);

/** A site before a VM is there, or is not: its file, the link that enables it, and a reload, all or nothing. */
export const site = action({
  name: 'nginx.site',
  risk: ({ present }) => (present ? 'safe' : 'disruptive'),
  removes: ({ present }) => !present,
  args,
  title: ({ site, present }) => (present ? `proxy site ${site}` : `remove proxy site ${site}`),
  facts: (args) => ({
    ...stateFacts(args),
    nginx: args.present ? nginxFact(args.host, args.available, args.enabled) : undefined,
    asked: args.present ? askedFact(args.host, args.site, args.text, pathsOf(args).link) : undefined,
  }),
  see: (args, { file, link, nginx, asked }): Seen => ({
    file,
    link,
    ...(args.present && nginx && asked && aroundOf(args, nginx, asked)),
  }),
  judge: (args, seen) => (args.present ? judgePresent(args, seen) : judgeAbsent(args, seen)),
  async apply(args, { file, link }, { hosts, fence }) {
    const paths = pathsOf(args);
    const edits = args.present
      ? [
          { path: paths.file, before: file, after: { text: args.text } },
          { path: paths.link, before: link, after: args.link === null ? null : { link: args.link } },
        ]
      : [
          { path: paths.link, before: link, after: null },
          { path: paths.file, before: file, after: null },
        ].filter(({ before }) => before !== null);
    const health = args.present && args.link !== null ? { health: answersCheck(args.site, args.text) } : {};
    await hosts(args.host).edit({ edits, ...nginxChecks(args), ...health, fence });
  },
  receipt: {
    schema: z.object({ file: was, link: was }),
    of: (args, before, after) => {
      const { present } = args;
      const replaced = present && isReplaced(args, before.file) && hasText(after.file, args.text);
      return replaced || ((before.file === null) === present && (after.file === null) !== present)
        ? { file: before.file, link: before.link }
        : null;
    },
  },
  lasting: {
    name: ({ site }) => `proxy site ${site}`,
    gone: ({ present }) => !present,
    again: (args) => (args.present ? { ...args, over: undefined } : args),
    now: (args, { file, link, asked }) => {
      if (!args.present) return undefined;
      if (file === null) return 'its file is gone';
      if (!hasText(file, args.text)) return 'its file says something else';
      if (link === null && args.link !== null) return 'it is not enabled';
      return asked?.answer === 'other' ? `nginx answers for it with another site at ${asked.where}` : undefined;
    },
    over: (args, { file }) =>
      args.present && file !== null && 'text' in file && file.text !== args.text ? { ...args, over: file.text } : args,
  },
  undo: (args, { file, link }) => {
    const { host, site, available, enabled, reload } = args;
    const place = { host, site, available, enabled, reload };
    if (args.present && args.over !== undefined) {
      const back = { ...place, present: true, text: args.over, link: args.link, over: args.text };
      return { by: [{ action: 'nginx.site', args: back }] };
    }
    if (args.present) return { by: [{ action: 'nginx.site', args: { ...place, present: false, text: args.text } }] };
    const text = file !== null && 'text' in file ? file.text : '';
    const target = link !== null && 'link' in link ? link.link : null;
    return { by: [{ action: 'nginx.site', args: { ...place, present: true, text, link: target } }] };
  },
});

function aroundOf(args: WantedArgs, nginx: Nginx, asked: Asked): Around {
  const own = serversIn(args.text, args.site);
  const names = own.flatMap((server) => server.names);
  const { state } = nginx;
  const rivals = state.inventory.claims.flatMap(({ thing, entry = '', by }) =>
    thing.kind === 'site' && entry !== args.site && names.includes(thing.name)
      ? [state.sites.some((one) => one.file === entry) ? entry : by]
      : [],
  );
  const trouble = troubleOf(args, own, nginx);
  return { rivals: [...new Set(rivals)], ...(trouble !== undefined && { trouble }), asked };
}

function hasText(file: FileState, text: string): boolean {
  return file !== null && 'text' in file && file.text === text;
}

/** Whether the file says what the text is to take the place of. */
function isReplaced({ over }: WantedArgs, file: FileState): boolean {
  return over !== undefined && hasText(file, over);
}

function judgePresent(args: WantedArgs, { file, link, rivals = [], trouble, asked }: Seen): Judgement {
  const paths = pathsOf(args);
  const written = hasText(file, args.text);
  const replaced = isReplaced(args, file) ? args.over : undefined;
  const linked = args.link === null ? link === null : link !== null && 'link' in link && link.link === args.link;
  if (written && linked && asked?.answer === 'other' && args.link !== null)
    return {
      is: 'blocked',
      why: `the site ${args.site} is there, but nginx answers for it with another at ${asked.where}`,
    };
  if (written && linked) return { is: 'done', why: `the site ${args.site} is there` };
  if (rivals.length > 0)
    return { is: 'blocked', why: `${rivals.join(', ')} in ${args.available} answers to ${args.site} already` };
  if (file !== null && !written && replaced === undefined)
    return { is: 'blocked', why: `${args.host}:${paths.file} exists and says something else` };
  if (link !== null && !linked)
    return { is: 'blocked', why: `${args.host}:${paths.link} exists and is something else` };
  if (trouble !== undefined && args.link !== null) return { is: 'blocked', why: trouble };
  const { removed = [], added = [] } = patchOf(replaced ?? '', args.text) ?? {};
  const change = { host: args.host, path: paths.file, removed: shown(removed), added: shown(added) };
  const changes = written ? [] : [change];
  const enable = linked || args.link === null ? [] : [`ln -s ${args.link} ${paths.link}`];
  return { is: 'todo', effect: { commands: [...enable, 'nginx -t', args.reload.join(' ')], changes } };
}

function judgeAbsent(args: UnwantedArgs, { file, link }: Seen): Judgement {
  const paths = pathsOf(args);
  if (file === null && link === null) return { is: 'done', why: `there is no site ${args.site}` };
  const text = file !== null && 'text' in file ? file.text : undefined;
  if (args.text !== null && file !== null && text !== args.text)
    return { is: 'done', why: `${paths.file} was changed by somebody since: it is left alone` };
  if (file !== null && text === undefined)
    return { is: 'blocked', why: `${args.host}:${paths.file} is a link, not a site's file` };
  if (link !== null && !('link' in link))
    return { is: 'blocked', why: `${args.host}:${paths.link} is a file, not a link to one` };
  const changes = text === undefined ? [] : [{ host: args.host, path: paths.file, removed: lines(text), added: [] }];
  const disable = link === null ? [] : [`rm ${paths.link}`];
  return { is: 'todo', effect: { commands: [...disable, 'nginx -t', args.reload.join(' ')], changes } };
}
