import { createHmac, randomBytes } from 'node:crypto';
import type { OidcSettings, WebSettings } from '../../../src/farm/web-settings.ts';
import { cookieIn, cookieText } from '../cookies.ts';
import { ownPath } from '../own-path.ts';
import { signed, stated } from '../signed.ts';
import type { Attempt, Provider } from './provider.ts';
import { secretMissing } from './secret.ts';
import { SignInFailed } from './sign-in-failed.ts';

export interface SignInParts {
  readonly key: Buffer;
  /** The client's secret. */
  readonly secret: string | undefined;
}

/** The pages with it: where farm.yaml has a provider. */
export type WithOidc = WebSettings & { readonly oidc: OidcSettings };

/** Where a sign-in begins, and where the provider sends the browser back to, which it must have on its list. */
export const paths = { begin: '/sign-in', back: '/sign-in/back' } as const;

/** Milliseconds a person has for it. */
const lasts = 600_000;
/** Milliseconds after which the provider is asked again what it says of itself. */
const fresh = 3_600_000;
const cookieName = 'farmhand-sign-in';

/** Sign-ins by OpenID Connect, authorization code with PKCE. Of one that is under way nothing is kept here: the browser's cookie has its state. */
export class SignIn {
  readonly #parts: SignInParts;
  #known: { readonly of: string; readonly until: number; readonly provider: Promise<Provider> } | undefined;
  /** States that somebody came in with, until when they could come again. */
  readonly #used = new Map<string, number>();

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** Sends a browser to the provider. `to`: the path it goes back to in the end. Throws SignInFailed. */
  async begin(web: WithOidc, to: string | null): Promise<{ readonly location: string; readonly cookie: string }> {
    const provider = await this.#provider(web.oidc);
    const state = randomBytes(32).toString('base64url');
    const says = { state, issuer: web.oidc.issuer, to: ownPath(to, web.url) };
    const cookie = signed(this.#parts.key, 'sign-in', says, Date.now() + lasts);
    return {
      location: await provider.address(this.#attempt(web, state)),
      cookie: cookieText(web, cookieName, cookie, lasts / 1000),
    };
  }

  /** Who comes back from the provider; `account` undefined: it does not say. Throws SignInFailed. */
  async finish(
    web: WithOidc,
    returned: URL,
    cookies: unknown,
  ): Promise<{ readonly account: string | undefined; readonly to: string }> {
    const now = Date.now();
    const says = stated(this.#parts.key, 'sign-in', cookieIn(web, cookieName, cookies) ?? '', now);
    const { state, issuer, to, ends }: Readonly<Record<string, unknown>> = says ?? {};
    for (const [one, until] of this.#used) if (until <= now) this.#used.delete(one);
    if (typeof state !== 'string' || typeof to !== 'string' || issuer !== web.oidc.issuer)
      throw new SignInFailed('this browser has begun no sign-in in the last ten minutes that this could be the end of');
    if (this.#used.has(state)) throw new SignInFailed('this sign-in is over already');
    this.#used.set(state, Number(ends));
    try {
      const provider = await this.#provider(web.oidc);
      return { account: await provider.account(returned, this.#attempt(web, state)), to };
    } catch (error) {
      this.#used.delete(state);
      throw error;
    }
  }

  /** The cookie that takes back the one of a sign-in. */
  forget(web: WebSettings): string {
    return cookieText(web, cookieName, '', 0);
  }

  /** What belongs to a state, by the key: whoever has the cookie has not the verifier. */
  #attempt({ url }: WebSettings, state: string): Attempt {
    const of = (what: string) =>
      createHmac('sha256', this.#parts.key).update(`farmhand ${what} ${state}`).digest('base64url');
    return { back: `${url}${paths.back}`, state, nonce: of('nonce'), verifier: of('verifier') };
  }

  async #provider(oidc: OidcSettings): Promise<Provider> {
    const { secret } = this.#parts;
    if (!secret) throw new SignInFailed(`nobody can sign in: ${secretMissing}`);
    const of = JSON.stringify(oidc);
    if (this.#known?.of === of && Date.now() < this.#known.until) return this.#known.provider;
    // Not loaded where nobody signs in.
    const provider = import('./provider.ts').then(({ providerOf }) => providerOf(oidc, secret));
    const known = { of, until: Date.now() + fresh, provider };
    this.#known = known;
    provider.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return provider;
  }
}
