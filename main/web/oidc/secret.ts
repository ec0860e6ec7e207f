import type { Farm } from '../../../src/farm/farm.ts';
import type { Program } from '../../program.ts';

/** The variable of the environment that has the client's secret. */
export const secretName = 'FARMHAND_OIDC_SECRET';

/** Throws where farm.yaml has a provider, and the secret is missing. */
export function checkSecret({ web }: Pick<Farm, 'web'>, env: Program['env']): void {
  if (web?.oidc && !env[secretName]) throw new Error(`web.oidc: ${secretMissing}`);
}

/** What to do where it is not set. */
export const secretMissing = `${secretName} is not set; it is the client secret that the provider gave for farmhand`;
