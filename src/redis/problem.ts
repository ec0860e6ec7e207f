/** What Redis replies with when it does not do what was asked; the first word is the kind of error (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors). */
function reply(error: unknown): string | undefined {
  return error instanceof Error && error.name === 'ReplyError' ? error.message.split(' ', 1)[0] : undefined;
}

/** What each kind of reply means, and what to do about it. */
const replies: Readonly<Record<string, string>> = {
  OOM: 'is full (maxmemory is used up): raise maxmemory there or free memory, then try again',
  READONLY: 'is a replica, which nobody may write to: name its primary in REDIS_URL, or let Sentinels find it',
  LOADING: 'is still reading its files: try again when it is done',
  MISCONF: 'cannot write its files and therefore takes no writes: see its log and the disk of that machine',
  NOREPLICAS: 'has fewer replicas than it must have (min-replicas-to-write): start them again',
  MASTERDOWN: 'is a replica that has lost its primary: name a primary in REDIS_URL',
  CLUSTERDOWN: 'is part of a cluster that is down: bring the cluster back',
  BUSY: 'is held up by a script of somebody else: end it there (redis-cli script kill)',
  NOAUTH: 'wants a password: put it into REDIS_URL (redis://USER:PASSWORD@HOST)',
  WRONGPASS:
    'does not accept the user and password of REDIS_URL: correct them there, special characters percent-encoded',
  NOPERM: 'does not allow this user what farmhand needs: farmhand doctor says which rights',
};

/** Codes of failures to connect. */
const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name has no address',
  EAI_AGAIN: 'its name cannot be looked up just now',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'that machine cannot be reached',
  ECONNRESET: 'it broke the connection off',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed: name its CA in NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is from an unknown CA: name it in NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is from an unknown CA: name it in NODE_EXTRA_CA_CERTS',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** ioredis's own failures: nobody has answered, and what was sent may have been done or not. */
const lost =
  /^(Connection is closed\.|Command timed out|Reached the max retries per request|Command aborted|Stream isn't writeable|All sentinels are unreachable|connect ETIMEDOUT)/;

/** True when nobody answered: what was asked may have been done, or not. */
export function isLost(error: unknown): boolean {
  return (
    error instanceof Error && (lost.test(error.message) || codeOf(error) !== undefined) && reply(error) === undefined
  );
}

/** True when it passes by itself: within seconds, mostly. `failover`: another server may take over. */
export function passes(error: unknown, failover: boolean): boolean {
  const kind = reply(error);
  if (kind === undefined) return isLost(error);
  return kind === 'LOADING' || kind === 'BUSY' || (failover && (kind === 'READONLY' || kind === 'MASTERDOWN'));
}

/** True when connecting again changes nothing: a wrong password, a certificate nobody vouches for. `cause`: why there is no connection. */
export function isFinal(cause: Error, failover: boolean): boolean {
  if (reply(cause) !== undefined) return !passes(cause, failover);
  return /CERT|VERIFY|ERR_TLS/.test(codeOf(cause) ?? '');
}

/** What is wrong with the Redis at `shown`, for a person; undefined for a mistake of the program. `cause`: why there is no connection. */
export function problem(error: unknown, shown: string, cause?: Error): string | undefined {
  const kind = reply(error);
  const { message } = error as Error;
  if (kind === 'ERR' && /compiling script/.test(message))
    return `Redis at ${shown} is too old: farmhand needs Redis 7.0 or later, or Valkey (${message})`;
  if (kind !== undefined) return `Redis at ${shown} ${replies[kind] ?? 'refuses what farmhand asks'} (${message})`;
  if (!isLost(error)) return undefined;
  const root = codeOf(error) === undefined ? cause : (error as Error);
  const known = replies[reply(root) ?? ''];
  if (known !== undefined) return `Redis at ${shown} ${known} (${root?.message})`;
  const said = (root ?? (error as Error)).message;
  const why = failures[codeOf(root) ?? ''] ?? (lost.test(said) ? failures.ETIMEDOUT : said);
  return `Redis at ${shown} is not to be had: ${why}. See whether it runs, and that REDIS_URL names it`;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code;
}
