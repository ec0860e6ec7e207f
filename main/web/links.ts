import type { Pages } from '../../src/bot/pages.ts';
import type { WebSettings } from '../../src/farm/web-settings.ts';
import type { Notes } from '../../src/journal/journal.ts';
import { webKey } from './key.ts';
import { signed } from './signed.ts';

/** Milliseconds in which a link can be opened: whoever finds it later, in a history or a log of a proxy, has nothing of it. */
const linkLasts = 600_000;

/** Where pages are, and links to them, as `farm` has it whenever it is asked. */
export function pagesOf(
  farm: { readonly web?: Pick<WebSettings, 'url' | 'links'> },
  notes: Pick<Notes, 'notes' | 'addNote'>,
  now: () => number = Date.now,
): Pages {
  const address = (run?: number) => farm.web && `${farm.web.url}${run === undefined ? '/' : `/runs/${run}`}`;
  return {
    address,
    async link(person, run) {
      if (!farm.web?.links) return undefined;
      const key = signed(await webKey(notes), 'link', { person }, now() + linkLasts);
      return `${address(run)}?key=${key}`;
    },
  };
}
