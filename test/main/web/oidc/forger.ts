import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { afterThisFile } from '../../../support/afterwards.ts';
import { freePorts } from '../../../support/daemon.ts';
import { client } from './client.ts';

/** How the next token is made: what is different from a good one. */
export interface Forgery {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Left out: ES256, by the provider's own key. */
  readonly by?: 'none' | 'HS256' | 'another key';
  /** What the provider says of itself. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A provider on loopback that gives whoever asks for one the token it was told to make. */
export async function startForger(): Promise<{ readonly issuer: string; make(forgery: Forgery): void; nonce: string }> {
  const [port] = await freePorts(1);
  const issuer = `http://127.0.0.1:${port}`;
  let forgery: Forgery = {};
  const forger = {
    issuer,
    nonce: '',
    make: (next: Forgery) => {
      forgery = next;
    },
  };
  const answers: Readonly<Record<string, () => object>> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none'],
      ...forgery.metadata,
    }),
    '/keys': () => ({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'own' }] }),
    '/token': () => ({ access_token: 'any', token_type: 'Bearer', id_token: token(issuer, forger.nonce, forgery) }),
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer?.() ?? {}));
  }).listen(port, '127.0.0.1');
  afterThisFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return forger;
}

function token(issuer: string, nonce: string, { claims, by }: Forgery): string {
  const now = Math.floor(Date.now() / 1000);
  const alg = by === 'none' || by === 'HS256' ? by : 'ES256';
  const said = {
    ...{ iss: issuer, aud: client.id, sub: '1', nonce, iat: now, exp: now + 60 },
    ...{ email: 'loic@example.org', email_verified: true },
    ...claims,
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg, kid: 'own' })}.${part(said)}`;
  return `${body}.${signature(body, by)}`;
}

function signature(body: string, by: Forgery['by']): string {
  if (by === 'none') return '';
  if (by === 'HS256') return createHmac('sha256', client.secret).update(body).digest('base64url');
  const { privateKey } = by === 'another key' ? other : own;
  return sign('sha256', Buffer.from(body), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}
