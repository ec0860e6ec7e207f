import type { Farm } from '../../src/farm/farm.ts';
import { type Finding, problem } from '../../src/farm/finding.ts';
import type { Program } from '../program.ts';
import { secretMissing, secretName } from './oidc/secret.ts';

/** What the doctor says of the pages, where farm.yaml has them. Never throws. */
export async function examineWeb(
  { web, people }: Pick<Farm, 'web' | 'people'>,
  env: Program['env'],
): Promise<readonly Finding[]> {
  if (!web) return [];
  const { oidc, proxy, url } = web;
  const nobody: readonly Finding[] =
    (oidc || proxy) && ![...people.values()].some(({ identities }) => Object.hasOwn(identities, 'web'))
      ? [
          {
            is: 'warning',
            about: 'people',
            says: `nobody has web, so ${oidc ? 'the provider' : 'the proxy'} lets nobody in`,
            mend: `Give people web: what ${oidc ? `the claim ${oidc.claim}` : 'the header'} has for them.`,
          },
        ]
      : [];
  if (!oidc) return nobody;
  const secret = env[secretName];
  if (!secret) return [problem('web.oidc', secretMissing, `Set ${secretName} in .env or the environment.`), ...nobody];
  const { examineProvider } = await import('./oidc/examine-provider.ts');
  return [...(await examineProvider(oidc, url, secret)), ...nobody];
}
