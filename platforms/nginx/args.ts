import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import { fileFact } from '../../src/farm/text/file.ts';
import type { Transaction } from '../../src/ssh/host.ts';

/** What both actions on a site need. */
export const siteArgs = {
  host: s.label,
  /** Public name; also the file's. */
  site: s.domain,
  /** Folders of the files and of the links to them. */
  available: s.remotePath,
  enabled: s.remotePath,
  reload: s.words,
};

const Place = z.object(siteArgs);
type Place = z.infer<typeof Place>;

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
