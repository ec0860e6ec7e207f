import * as client from 'openid-client';
import type { OidcSettings } from '../../../src/farm/web-settings.ts';
import { accountOf, scopeOf } from './account.ts';
import { signInFailed } from './sign-in-failed.ts';

/** What one sign-in is told from all others by. */
export interface Attempt {
  /** Where the provider sends the browser back to. */
  readonly back: string;
  readonly state: string;
  readonly nonce: string;
  /** The code verifier of PKCE (RFC 7636). */
  readonly verifier: string;
}

/** A provider whose metadata was read. */
export interface Provider {
  readonly metadata: Readonly<client.ServerMetadata>;
  /** Where a browser goes to sign in. */
  address(attempt: Attempt): Promise<string>;
  /**
   * Who has signed in, by what the provider sent the browser back with; undefined: it does not say, by the claim that counts. Throws SignInFailed.
   */
  account(returned: URL, attempt: Attempt): Promise<string | undefined>;
}

/** Seconds that the provider has for an answer. */
const patience = 10;

/** Reads what the provider says of itself. Throws SignInFailed. */
export async function providerOf({ issuer, clientId, claim }: OidcSettings, secret: string): Promise<Provider> {
  const config = await client
    .discovery(new URL(issuer), clientId, {}, authentication(secret), {
      timeout: patience,
      execute: [
        // Its signature, too, and not only that the provider itself has sent it.
        client.enableNonRepudiationChecks,
        // Only on this machine: farm.yaml has no other.
        ...(issuer.startsWith('http://') ? [client.allowInsecureRequests] : []),
      ],
    })
    .catch((error: unknown) => {
      throw signInFailed(`${issuer} did not answer as a provider of OpenID Connect`, error);
    });
  const metadata = config.serverMetadata();
  return {
    metadata,
    async address({ back, state, nonce, verifier }) {
      return client.buildAuthorizationUrl(config, {
        redirect_uri: back,
        scope: scopeOf(claim),
        ...{ state, nonce },
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).href;
    },
    async account(returned, { state, nonce, verifier }) {
      try {
        const tokens = await client.authorizationCodeGrant(config, returned, {
          ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce },
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) return undefined;
        const account = accountOf(claims, claim);
        if (account !== undefined || metadata.userinfo_endpoint === undefined) return account;
        return accountOf(await client.fetchUserInfo(config, tokens.access_token, claims.sub), claim);
      } catch (error) {
        throw signInFailed(`${issuer} did not sign you in`, error);
      }
    },
  };
}

/** The client's secret in a header, which every provider must take (OpenID Connect Core 1.0, 9) unless it says that it takes it in the form alone. */
function authentication(secret: string): client.ClientAuth {
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = server;
    const isForm = !methods.includes('client_secret_basic') && methods.includes('client_secret_post');
    (isForm ? post : basic)(server, ...rest);
  };
}
