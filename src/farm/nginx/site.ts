import * as z from 'zod';
import { action } from '../../engine/action.ts';
import type { FileState } from '../../ssh/host.ts';
import type { ProxyState } from '../state.ts';
import { lines, nginxChecks, pathsOf, siteArgs, stateFacts } from './args.ts';
import { sitesFact } from './facts.ts';
import { readSite } from './site-text.ts';

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
};

/** Puts a site before a VM: its file, the link that enables it, and a reload, all or nothing. */
export const site = action<Args, Seen>({
  name: 'nginx.site',
  risk: 'safe',
  args: Args,
  title: ({ site }) => `proxy site ${site}`,
  facts: (args) => [...stateFacts(args), sitesFact(args.host, args.available, args.enabled)],
  see: ({ site, text }, [file, link, state]) => {
    const { names } = readSite(text);
    const rivals = (state as ProxyState).sites.filter(
      (one) => one.file !== site && one.names.some((name) => names.includes(name)),
    );
    return { file: file as FileState, link: link as FileState, rivals: rivals.map((one) => one.file) };
  },
  judge: (args, { file, link, rivals }) => {
    const paths = pathsOf(args);
    const written = file !== null && 'text' in file && file.text === args.text;
    const linked = args.link === null ? link === null : link !== null && 'link' in link && link.link === args.link;
    if (written && linked) return { is: 'done', why: `the site ${args.site} is there` };
    if (rivals.length > 0)
      return { is: 'blocked', why: `${rivals.join(', ')} in ${args.available} answers to ${args.site} already` };
    if (file !== null && !written)
      return { is: 'blocked', why: `${args.host}:${paths.file} exists and says something else` };
    if (link !== null && !linked)
      return { is: 'blocked', why: `${args.host}:${paths.link} exists and is something else` };
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
      fence,
    });
  },
  receipt: (_args, before, after) => (before.file === null && after.file !== null ? { made: true } : null),
  undo: ({ host, site, available, enabled, reload, text }) => ({
    by: [{ action: 'nginx.unsite', args: { host, site, available, enabled, reload, text } }],
  }),
});
