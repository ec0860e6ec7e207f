import { type Finding, problem } from '../../../src/farm/finding.ts';
import type { OidcSettings } from '../../../src/farm/web-settings.ts';
import { type Provider, providerOf } from './provider.ts';
import { paths } from './sign-in.ts';

/** Asks a provider what it says of itself. `url`: how people reach the pages. Whether it takes the secret only a sign-in shows. Never throws. */
export async function examineProvider(oidc: OidcSettings, url: string, secret: string): Promise<readonly Finding[]> {
  const about = 'web.oidc.issuer';
  try {
    const { metadata } = await providerOf(oidc, secret);
    return [
      ...lacksOf(metadata, oidc),
      { is: 'ok', about, says: `answers; it must let farmhand have ${url}${paths.back} as redirect URI` },
    ];
  } catch (error) {
    return [
      problem(
        about,
        (error as Error).message,
        'It is what the provider calls itself, with or without a slash at its end; this machine must reach it.',
      ),
    ];
  }
}

function lacksOf(metadata: Provider['metadata'], { claim }: OidcSettings): readonly Finding[] {
  const { claims_supported: claims, code_challenge_methods_supported: methods, authorization_endpoint: at } = metadata;
  const lacks: Finding[] = [];
  if (at === undefined)
    lacks.push(
      problem(
        'web.oidc.issuer',
        'has no authorization_endpoint: nobody can sign in there',
        'Name one where people sign in.',
      ),
    );
  if (methods !== undefined && !methods.includes('S256'))
    lacks.push(
      problem('web.oidc.issuer', 'does not do PKCE with S256, which farmhand asks for', 'Have the provider allow it.'),
    );
  if (claims !== undefined && !claims.includes(claim))
    lacks.push({
      ...{ is: 'warning', about: 'web.oidc.claim' },
      says: `the provider does not list ${claim} among what it says of people: ${claims.join(', ')}`,
      mend: 'Name one of them, and give people web by it.',
    });
  return lacks;
}
