import type { Finding } from '../farm/finding.ts';

/** What a Redis says of itself; undefined where it does not say, or this user may not ask. */
export interface RedisFacts {
  /** `HOST:PORT`. */
  readonly shown: string;
  readonly version: string | undefined;
  readonly role: string | undefined;
  readonly user: string;
  readonly prefix: string;
  /** Commands this user may not use, or not on the keys and channels of this farm. */
  readonly forbidden: readonly string[];
  /** Settings by name: maxmemory-policy, appendonly, appendfsync. */
  readonly settings: Readonly<Record<string, string>>;
  /** Bytes. */
  readonly memory: { readonly used: number; readonly most: number } | undefined;
  /** Milliseconds this machine's clock is ahead of Redis'. */
  readonly ahead: number;
  /** Milliseconds there and back, the median of several. */
  readonly latency: number;
}

/** Everything on its own keys but what is dangerous (FLUSHALL, …): scripts ask INFO which server this is, the doctor reads settings. */
export const rightsNeeded =
  '+@read +@write +@pubsub +@connection +@transaction +@scripting +time -@dangerous +info +config|get';

/** What is right and wrong with it, and how to mend that. */
export function redisFindings(facts: RedisFacts): readonly Finding[] {
  const about = `Redis ${facts.shown}`;
  const found = [
    version(facts),
    role(facts),
    rights(facts),
    ...keeping(facts),
    memory(facts),
    clock(facts),
    speed(facts),
  ];
  return found.flatMap((finding) => (finding ? [{ about, ...finding }] : []));
}

type Found = Omit<Finding, 'about'> | undefined;

function version({ version: is }: RedisFacts): Found {
  if (is === undefined) return undefined;
  if (Number(is.split('.')[0]) >= 7) return { is: 'ok', says: `version ${is}, lets farmhand in` };
  return {
    is: 'problem',
    says: `is version ${is}: before 7.0 a script can be stopped half-way when memory runs out, and the journal is written by one`,
    mend: 'Install Redis 7.0 or later, or Valkey.',
  };
}

function role({ role: is }: RedisFacts): Found {
  if (is !== 'slave') return undefined;
  return {
    is: 'problem',
    says: 'is a replica, which nobody may write to',
    mend: 'Name its primary in REDIS_URL (redis-cli ROLE says which), or its Sentinels: redis+sentinel://HOST:PORT,HOST:PORT/NAME.',
  };
}

function rights({ forbidden, user, prefix }: RedisFacts): Found {
  if (forbidden.length === 0) return undefined;
  return {
    is: 'problem',
    says: `user ${user} may not use ${forbidden.join(', ')} on keys and channels ${prefix}:*`,
    mend: `redis-cli ACL SETUSER ${user} '~${prefix}:*' '&${prefix}:*' ${rightsNeeded}`,
  };
}

function keeping({ settings }: RedisFacts): readonly Found[] {
  const { 'maxmemory-policy': policy, appendonly, appendfsync } = settings;
  if (policy === undefined || appendonly === undefined)
    return [
      {
        is: 'warning',
        says: 'does not let this user read its settings (CONFIG GET): whether it keeps what it is told is not known',
        mend: 'Look there yourself: maxmemory-policy noeviction, appendonly yes, appendfsync always (or everysec).',
      },
    ];
  const set = (line: string) => `redis-cli CONFIG SET ${line}, and "${line}" in redis.conf.`;
  const evicts: Found =
    policy === 'noeviction'
      ? undefined
      : {
          is: 'problem',
          says: `throws keys away when memory runs out (maxmemory-policy ${policy}), the journal's among them`,
          mend: set('maxmemory-policy noeviction'),
        };
  if (appendonly !== 'yes')
    return [
      evicts,
      {
        is: 'problem',
        says: 'forgets what was written since its last snapshot when it ends (appendonly no)',
        mend: set('appendonly yes'),
      },
    ];
  const syncs: Found =
    appendfsync === 'always'
      ? { is: 'ok', says: 'keeps every write on its disk before it answers (appendfsync always)' }
      : {
          is: appendfsync === 'no' ? 'problem' : 'warning',
          says: `${appendfsync === 'no' ? 'half a minute' : 'a second'} of history can be lost when its machine goes down (appendfsync ${appendfsync}): what was done on hosts in that time is not on record`,
          mend: set('appendfsync always'),
        };
  return [evicts, syncs];
}

function memory({ memory: is }: RedisFacts): Found {
  if (!is || is.most === 0 || is.used < 0.9 * is.most) return undefined;
  return {
    is: 'warning',
    says: `has used ${Math.floor((100 * is.used) / is.most)} % of its maxmemory; when it is full, nothing more is taken on`,
    mend: 'Raise maxmemory there, or give that machine more memory.',
  };
}

function clock({ ahead }: RedisFacts): Found {
  if (Math.abs(ahead) < 2_000) return undefined;
  const seconds = (Math.abs(ahead) / 1_000).toFixed(1);
  return {
    is: 'warning',
    says: `its clock is ${seconds} s ${ahead > 0 ? 'behind' : 'ahead of'} this machine's: the journal's times are its own, what people are told may not be`,
    mend: 'Set both by NTP (timedatectl set-ntp true).',
  };
}

function speed({ latency }: RedisFacts): Found {
  if (latency < 10) return undefined;
  return {
    is: 'warning',
    says: `takes ${latency.toFixed(0)} ms to answer, and each step of a run asks it several times`,
    mend: 'Put it on a machine nearer to this one.',
  };
}
