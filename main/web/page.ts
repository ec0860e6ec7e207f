import { assets } from './assets.ts';
import { type Content, type Html, html } from './html.ts';
import type { Viewer } from './viewer.ts';

/** A page before it has what all have. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Which of the pages at the top it belongs to. */
  readonly part?: 'farm' | 'runs';
  /** Where its live parts come from. */
  readonly live?: string;
  readonly status?: number;
}

/** A whole page for this person; undefined: nobody who may see more. */
export function whole({ title, body, part, live }: Page, viewer: Viewer | undefined): string {
  const at = (own: Page['part']): Content => own === part && html` aria-current="page"`;
  return `<!doctype html>\n${
    html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · farmhand</title>
<link rel="stylesheet" href="${assets.css.path}">
<link rel="icon" href="${assets.icon.path}" type="image/svg+xml">
${live !== undefined && html`<script src="${assets.script.path}" defer></script>`}
</head>
<body${live !== undefined && html` data-live="${live}"`}>
<a class="skip" href="#main">Skip to the content</a>
<header>
<p class="mark">farmhand</p>
${
  viewer &&
  html`<nav aria-label="Pages"><a href="/"${at('farm')}>Farm</a> <a href="/runs"${at('runs')}>Runs</a></nav>
<p class="who"><span class="wide">You are</span> ${viewer.name}${viewer.session && html` · <a href="/sign-out">Sign out</a>`}</p>`
}
</header>
<main id="main" tabindex="-1">
${body}
</main>
<footer><p>To be read only: what is decided is decided in chat. Times are UTC.</p></footer>
</body>
</html>
`.text
  }`;
}
