import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import type { FileState } from '../../src/ssh/host.ts';
import { lines, nginxChecks, pathsOf, siteArgs, stateFacts } from './args.ts';
import { type Asked, answersCheck, askedFact } from './asked.ts';
import { chosen, longestName, outOfReach } from './chosen.ts';
import { type Nginx, nginxFact } from './facts.ts';
import type { Server } from './servers.ts';
import { serversIn } from './site-text.ts';

const Args = z.strictObject({
  ...siteArgs,
  /** Of the site's file. */
  text: z.string().min(1),
  /** What the link in the enabled folder says; null: the site is not enabled. */
  link: z.string().min(1).nullable(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly file: FileState;
  readonly link: FileState;
  /** Other files that answer to one of the names. */
  readonly rivals: readonly string[];
  /** Why the site would not work though nothing has its name. */
  readonly trouble?: string;
  /** What a visitor gets, where it is there. */
  readonly asked?: Asked;
};

/** What would keep nginx from loading the site, or from choosing it. */
function troubleOf({ host, site }: Args, own: readonly Server[], { loaded, refuses }: Nginx): string | undefined {
  const longest = longestName(loaded.hashBucket, loaded.servers);
  const long = own.flatMap(({ names }) => names).find((name) => name.length > longest);
  if (long !== undefined)
    return (
      `${long} has ${long.length} characters, and nginx on ${host} takes names of up to ${longest}: ` +
      `set server_names_hash_bucket_size to ${Math.ceil((long.length + 18) / 64) * 64} in its http block, or choose a shorter name`
    );
  if (refuses !== undefined) return `nginx on ${host} would not load its configuration as it is now: ${refuses}`;
  const others = loaded.servers.filter(({ file }) => !file.endsWith(`/${site}`));
  const listens = own.flatMap((server) => server.listens);
  const away = outOfReach(others, listens);
  if (away)
    return `${site} would never be asked for: the other sites listen on an address (${away.file}:${away.line}), and it on any`;
  for (const one of listens.filter(({ port }) => port > 0)) {
    const first = chosen([...others, ...own], one, site);
    if (first && !own.includes(first))
      return `for ${site} nginx would choose the server of ${first.file}:${first.line}`;
  }
  return undefined;
}

/** Puts a site before a VM: its file, the link that enables it, and a reload, all or nothing. */
export const site = action({
  name: 'nginx.site',
  risk: 'safe',
  args: Args,
  title: ({ site }) => `proxy site ${site}`,
  facts: (args) => ({
    ...stateFacts(args),
    nginx: nginxFact(args.host, args.available, args.enabled),
    asked: askedFact(args.host, args.site, args.text, pathsOf(args).link),
  }),
  see: (args, { file, link, nginx, asked }): Seen => {
    const { site } = args;
    const own = serversIn(args.text, site);
    const names = own.flatMap((server) => server.names);
    const { state } = nginx;
    const rivals = new Set(
      [...state.inventory.claims].flatMap(({ thing, entry = '', by }) =>
        thing.kind === 'site' && entry !== site && names.includes(thing.name)
          ? [state.sites.some((one) => one.file === entry) ? entry : by]
          : [],
      ),
    );
    const trouble = troubleOf(args, own, nginx);
    return {
      file,
      link,
      rivals: [...rivals],
      ...(trouble !== undefined && { trouble }),
      asked,
    };
  },
  judge: (args, { file, link, rivals, trouble, asked }) => {
    const paths = pathsOf(args);
    const written = file !== null && 'text' in file && file.text === args.text;
    const linked = args.link === null ? link === null : link !== null && 'link' in link && link.link === args.link;
    if (written && linked && asked?.answer === 'other' && args.link !== null)
      return {
        is: 'blocked',
        why: `the site ${args.site} is there, but nginx answers for it with another at ${asked.where}`,
      };
    if (written && linked) return { is: 'done', why: `the site ${args.site} is there` };
    if (rivals.length > 0)
      return { is: 'blocked', why: `${rivals.join(', ')} in ${args.available} answers to ${args.site} already` };
    if (file !== null && !written)
      return { is: 'blocked', why: `${args.host}:${paths.file} exists and says something else` };
    if (link !== null && !linked)
      return { is: 'blocked', why: `${args.host}:${paths.link} exists and is something else` };
    if (trouble !== undefined && args.link !== null) return { is: 'blocked', why: trouble };
    const changes = written ? [] : [{ host: args.host, path: paths.file, removed: [], added: lines(args.text) }];
    const enable = linked || args.link === null ? [] : [`ln -s ${args.link} ${paths.link}`];
    return { is: 'todo', effect: { commands: [...enable, 'nginx -t', args.reload.join(' ')], changes } };
  },
  async apply(args, { file, link }, { hosts, fence }) {
    const paths = pathsOf(args);
    await hosts(args.host).edit({
      edits: [
        { path: paths.file, before: file, after: { text: args.text } },
        { path: paths.link, before: link, after: args.link === null ? null : { link: args.link } },
      ],
      ...nginxChecks(args),
      ...(args.link !== null && { health: answersCheck(args.site, args.text) }),
      fence,
    });
  },
  receipt: {
    schema: z.object({ made: z.literal(true) }),
    of: (_args, before, after) => (before.file === null && after.file !== null ? { made: true } : null),
  },
  undo: ({ host, site, available, enabled, reload, text }) => ({
    by: [{ action: 'nginx.unsite', args: { host, site, available, enabled, reload, text } }],
  }),
});
