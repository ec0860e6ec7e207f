import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import type { FileState } from '../../src/ssh/host.ts';
import { lines, nginxChecks, pathsOf, siteArgs, stateFacts } from './args.ts';

const Args = z.strictObject({
  ...siteArgs,
  /** Only this text is removed; null: whatever the file says. */
  text: z.string().nullable(),
});

/** What was at a path. */
const state = z.union([z.object({ text: z.string() }), z.object({ link: z.string() })]).nullable();

type Seen = { readonly file: FileState; readonly link: FileState };

/** Takes a site away: its link, its file, and a reload, all or nothing. */
export const removeSite = action({
  name: 'nginx.unsite',
  risk: 'disruptive',
  removes: true,
  args: Args,
  title: ({ site }) => `remove proxy site ${site}`,
  facts: stateFacts,
  see: (_args, seen): Seen => seen,
  judge: (args, { file, link }) => {
    const paths = pathsOf(args);
    if (file === null && link === null) return { is: 'done', why: `there is no site ${args.site}` };
    const text = file !== null && 'text' in file ? file.text : undefined;
    if (args.text !== null && file !== null && text !== args.text) {
      return { is: 'done', why: `${paths.file} was changed by somebody since: it is left alone` };
    }
    if (file !== null && text === undefined)
      return { is: 'blocked', why: `${args.host}:${paths.file} is a link, not a site's file` };
    if (link !== null && !('link' in link))
      return { is: 'blocked', why: `${args.host}:${paths.link} is a file, not a link to one` };
    const changes = text === undefined ? [] : [{ host: args.host, path: paths.file, removed: lines(text), added: [] }];
    const disable = link === null ? [] : [`rm ${paths.link}`];
    return { is: 'todo', effect: { commands: [...disable, 'nginx -t', args.reload.join(' ')], changes } };
  },
  async apply(args, { file, link }, { hosts, fence }) {
    const paths = pathsOf(args);
    const edits = [
      { path: paths.link, before: link, after: null },
      { path: paths.file, before: file, after: null },
    ];
    await hosts(args.host).edit({ edits: edits.filter(({ before }) => before !== null), ...nginxChecks(args), fence });
  },
  receipt: {
    schema: z.object({ file: state, link: state }),
    of: (_args, before, after) => (before.file !== null && after.file === null ? before : null),
  },
  undo: ({ host, site, available, enabled, reload }, { file, link }) => {
    const text = file !== null && 'text' in file ? file.text : '';
    const target = link !== null && 'link' in link ? link.link : null;
    return { by: [{ action: 'nginx.site', args: { host, site, available, enabled, reload, text, link: target } }] };
  },
});
