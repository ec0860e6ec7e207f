import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { afterThisFile } from '../../../support/afterwards.ts';
import { freePorts } from '../../../support/daemon.ts';
import { client } from './client.ts';

/** A provider on loopback, as people install one. */
export interface TestProvider {
  readonly issuer: string;
  /** Signs in as a browser does that was sent there; gives the address it is sent back to. */
  signIn(location: string, login: string): Promise<string>;
}

/** Starts oidc-provider. `claims`: what it says of a person, by their login. */
export async function startProvider(
  back: string,
  claims: (login: string) => Readonly<Record<string, unknown>>,
): Promise<TestProvider> {
  const [port] = await freePorts(1);
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [back],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
    cookies: { keys: ['of-this-test'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' }] },
    findAccount: (_: unknown, login: string) => ({
      accountId: login,
      claims: () => ({ sub: login, ...claims(login) }),
    }),
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Grant: 60, Interaction: 60, Session: 60 },
  });
  const server = createServer(provider.callback()).listen(port, '127.0.0.1');
  afterThisFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return { issuer, signIn: (location, login) => signInAs(issuer, location, login) };
}

/** Follows its forms: the name, then the consent. */
async function signInAs(issuer: string, location: string, login: string): Promise<string> {
  const cookies = new Map<string, string>();
  const ask = async (url: string, form?: Readonly<Record<string, string>>) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = form && new URLSearchParams(form);
    const response = await fetch(url, {
      ...{ redirect: 'manual', headers: { cookie } },
      ...(body && { method: 'POST', body }),
    });
    for (const one of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  let at = location;
  for (let n = 0; n < 12 && at.startsWith(issuer); n++) {
    const response = await ask(at);
    const next = response.headers.get('location');
    if (next !== null) {
      at = new URL(next, at).href;
      continue;
    }
    const text = await response.text();
    const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(text) ?? [];
    if (prompt === '') throw new Error(`the provider answers ${response.status}: ${text.slice(0, 500)}`);
    const [, action = at] = /action="([^"]+)"/.exec(text) ?? [];
    const sent = await ask(new URL(action, at).href, { prompt, ...(prompt === 'login' && { login, password: 'any' }) });
    at = new URL(sent.headers.get('location') ?? '', at).href;
  }
  return at;
}
