import type { WebSettings } from '../../../src/farm/web-settings.ts';
import { type Html, html } from '../html.ts';
import { paths } from '../oidc/sign-in.ts';
import type { Page } from '../page.ts';
import { wordsPage } from './words.ts';

/** For whom may not see the pages, or is not known: how they are let in. `wanted`: the path they asked for. */
export function refusedPage({ links, proxy, oidc }: WebSettings, wanted: string): Page {
  return wordsPage(
    'You are not let in',
    [
      'These pages are for people of the farm.',
      oidc && signInLink(oidc.issuer, wanted),
      links &&
        'Write !page to farmhand in private: it gives you a link that lets you in. A link ends after ten minutes.',
      proxy && !links && !oidc && 'The proxy in front of them says who somebody is, and named nobody who may see them.',
    ],
    403,
  );
}

/** Begins a sign-in that ends at that path. */
export function signInLink(issuer: string, wanted: string): Html {
  return html`<a class="button" href="${paths.begin}?${String(new URLSearchParams({ to: wanted }))}">Sign in with ${new URL(issuer).host}</a>`;
}
