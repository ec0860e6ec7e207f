import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import { fileFact } from '../../src/farm/text/file.ts';
import type { Transaction } from '../../src/ssh/host.ts';

const place = {
  host: s.label,
  /** Public name; also the file's. */
  site: s.domain,
  /** Folders of the files and of the links to them. */
  available: s.remotePath,
  enabled: s.remotePath,
  reload: s.words,
};

const wanted = z.strictObject({
  ...place,
  /** Whether the site shall be there; left out in plans of before. */
  present: z.literal(true).default(true),
  /** Of the site's file. */
  text: z.string().min(1),
  /** What the link in the enabled folder says; null: the site is not enabled. */
  link: z.string().min(1).nullable(),
  /** What the site's file says, whose place the text takes. */
  over: z.string().optional(),
});

const unwanted = z.strictObject({
  ...place,
  present: z.literal(false),
  /** Only this text is removed; null: whatever the file says. */
  text: z.string().nullable(),
});

/** The arguments of nginx.site. */
export const args = z.discriminatedUnion('present', [wanted, unwanted]);

/** A site that shall be there, or shall not. */
type SiteArgs = z.output<typeof args>;
export type WantedArgs = z.output<typeof wanted>;
export type UnwantedArgs = z.output<typeof unwanted>;

type Place = Pick<SiteArgs, keyof typeof place>;

/** The site's two paths. */
export function pathsOf({ site, available, enabled }: Place): { readonly file: string; readonly link: string } {
  return { file: `${available}/${site}`, link: `${enabled}/${site}` };
}

/** What the site's file and link are. */
export function stateFacts(args: Place) {
  const { file, link } = pathsOf(args);
  return { file: fileFact(args.host, file), link: fileFact(args.host, link) };
}

/** nginx reads the whole tree, so it is asked after the renames and before the reload. */
export function nginxChecks({ reload }: Place): Pick<Transaction, 'checkTree' | 'reload' | 'service'> {
  return {
    service: 'nginx',
    checkTree: { script: 'as_root nginx -t' },
    reload: { script: 'as_root "$@"', args: reload },
  };
}

export function lines(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}
