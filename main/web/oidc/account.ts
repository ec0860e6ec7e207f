/** What a provider says of a person who signed in, by claim. */
export type Claims = Readonly<Record<string, unknown>>;

/** The account by that claim; undefined: it says none that can be relied on. An address of mail counts only where the provider has verified it. */
export function accountOf(claims: Claims, claim: string): string | undefined {
  const account = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (typeof account !== 'string' || account === '') return undefined;
  return claim === 'email' && claims.email_verified !== true ? undefined : account;
}

/** What has to be asked for to be told that claim (OpenID Connect Core 1.0, 5.4). */
export function scopeOf(claim: string): string {
  if (claim === 'sub') return 'openid';
  return claim === 'email' ? 'openid email' : 'openid profile';
}
