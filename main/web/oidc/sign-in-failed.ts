/** Why somebody could not sign in, in one line that has no code, token or secret. */
export class SignInFailed extends Error {}

/** `what`: what was tried. `error`: what came of it, of which only the reason is kept: what libraries put into theirs may have tokens. */
export function signInFailed(what: string, error: unknown): SignInFailed {
  return new SignInFailed(`${what}: ${reasonOf(error)}`);
}

/** What the provider said, or else what went wrong first. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason is known';
  const said = error as { readonly error?: unknown; readonly error_description?: unknown };
  if (typeof said.error === 'string') return [said.error, said.error_description].filter(Boolean).join(', ');
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? reasonOf(cause) : error.message;
}
