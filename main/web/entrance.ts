import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Command } from '../../src/bot/command.ts';
import type { WebSettings } from '../../src/farm/web-settings.ts';
import type { Farmhand } from '../farmhand.ts';
import { html } from './html.ts';
import { paths, SignIn, type WithOidc } from './oidc/sign-in.ts';
import { SignInFailed } from './oidc/sign-in-failed.ts';
import { ownPath } from './own-path.ts';
import { refusedPage, signInLink } from './pages/refused.ts';
import { wordsPage } from './pages/words.ts';
import { redirect, send } from './respond.ts';
import { SignedOut } from './signed-out.ts';
import { cookieOf, type GateParts, guestOf, mayEnter, noCookie, type Viewer, viewerOf } from './viewer.ts';

export interface EntranceParts {
  readonly farmhand: Pick<Farmhand, 'farm' | 'engine'>;
  readonly key: Buffer;
  /** `!page`. */
  readonly page: Command;
  /** The secret of OpenID Connect. */
  readonly secret: string | undefined;
  readonly warn: (message: string) => void;
}

/** What is asked for here: the address, as farm.yaml has the pages by now. */
interface Visit {
  readonly web: WebSettings;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The ways in and out, and who is in. */
export class Entrance {
  readonly #parts: EntranceParts;
  readonly #signIn: SignIn;
  readonly #signedOut: SignedOut;

  constructor(parts: EntranceParts) {
    this.#parts = parts;
    this.#signIn = new SignIn(parts);
    this.#signedOut = new SignedOut(parts.farmhand.engine.journal);
  }

  /** Who is asking, and may see the pages. Throws JournalUnusable. */
  async viewer(request: IncomingMessage): Promise<Viewer | undefined> {
    await this.#signedOut.look();
    return viewerOf(this.#gate(), askingOf(request));
  }

  /** Whether they may still, by what this process knows. */
  stays(request: IncomingMessage): () => boolean {
    const asking = askingOf(request);
    return () => viewerOf(this.#gate(), asking) !== undefined;
  }

  /** Answers where the address is a way in or out; false: it is none. */
  async answers(visit: Visit): Promise<boolean> {
    const { url, web } = visit;
    const link = url.searchParams.get('key');
    if (link !== null) this.#enter(visit, link);
    else if (url.pathname === '/sign-out') await this.#leave(visit);
    else if (web.oidc && (url.pathname === paths.begin || url.pathname === paths.back))
      await this.#sign({ ...visit, web: { ...web, oidc: web.oidc } });
    else return false;
    return true;
  }

  /** Exchanges a link for a cookie, and takes the key out of the address. */
  #enter({ url, web, response }: Visit, link: string): void {
    const entry = guestOf(this.#gate(), link);
    if (entry) redirect(response, ownPath(url.origin + url.pathname, web.url), [cookieOf(this.#gate(), entry)]);
    else send(response, refusedPage(web, url.pathname));
  }

  async #sign(visit: Visit & { readonly web: WithOidc }): Promise<void> {
    const { url, web, response, request } = visit;
    try {
      // What only looks uses up no code.
      if (request.method !== 'GET') return send(response, refusedPage(web, '/'));
      if (url.pathname === paths.back) return await this.#back(visit);
      const { location, cookie } = await this.#signIn.begin(web, url.searchParams.get('to'));
      redirect(response, location, [cookie]);
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error;
      this.#parts.warn(`a sign-in failed: ${error.message}`);
      send(response, wordsPage('You are not signed in', [error.message, signInLink(web.oidc.issuer, '/')], 403));
    }
  }

  /** From the provider. */
  async #back({ url, web, response, request }: Visit & { readonly web: WithOidc }): Promise<void> {
    const { account, to } = await this.#signIn.finish(web, url, request.headers.cookie);
    const { issuer, claim } = web.oidc;
    const entry = account === undefined ? undefined : { account, issuer, claim };
    if (entry && mayEnter(this.#gate(), entry))
      return redirect(response, to, [cookieOf(this.#gate(), entry), this.#signIn.forget(web)]);
    const why =
      entry === undefined
        ? `${issuer} says no ${claim}${claim === 'email' ? ' that it has verified' : ''} of you, by which farmhand would know you.`
        : `${issuer} says that you are ${entry.account}: farm.yaml lists nobody with that as web who may use !page.`;
    this.#parts.warn(`somebody who signed in is not let in: ${why}`);
    response.setHeader('Set-Cookie', this.#signIn.forget(web));
    send(response, wordsPage('You are not let in', [why, 'Whoever runs farmhand can mend that.'], 403));
  }

  /** Ends a session for good, where its own page asks, or a person who typed the address. */
  async #leave({ web, response, request }: Visit): Promise<void> {
    const viewer = await this.viewer(request);
    if (!viewer?.session) return send(response, refusedPage(web, '/'));
    if (!['same-origin', 'none', undefined].includes(request.headers['sec-fetch-site'] as string | undefined))
      return send(response, wordsPage('Sign out?', [html`<a href="/sign-out">Sign out</a>`], 403), viewer);
    await this.#signedOut.add(viewer.session, Date.now());
    response.setHeader('Set-Cookie', noCookie(this.#gate()));
    send(response, wordsPage('You are signed out', [web.oidc && signInLink(web.oidc.issuer, '/')]));
  }

  #gate(): GateParts {
    const { farmhand, key, page } = this.#parts;
    return { farm: farmhand.farm.now, key, page, now: Date.now(), isOver: this.#signedOut.has };
  }
}

function askingOf({ socket, headers }: IncomingMessage) {
  return { peer: socket.remoteAddress ?? '', headers };
}
