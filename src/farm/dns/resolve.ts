import type { Applying } from '../../engine/action.ts';
import type { Fact } from '../../engine/facts.ts';
import type { Result, Script } from '../../ssh/host.ts';

/** The longest a cache keeps a "no", in seconds, whatever the zone says: BIND's `max-ncache-ttl`, the longest of the usual ones. */
const longest = 10_800;
/** Seconds for caches that count from when they were asked. */
const slack = 10;
/** Milliseconds between two askings. */
const pause = 2000;

/** The addresses a host finds for a name, the way its programs do (getent(1)): by its own files and caches, not by the server that has the zone. */
export function resolveFact(host: string, name: string): Fact<readonly string[]> {
  return { host, read: script(name), parse: addresses };
}

function script(name: string): Script {
  return { script: 'getent ahostsv4 "$1" || [ $? = 2 ]', args: [name] };
}

function addresses({ stdout }: Result): readonly string[] {
  return [...new Set(stdout.split('\n').flatMap((line) => /^[\d.]+/.exec(line)?.[0] ?? []))];
}

export interface Awaited {
  readonly name: string;
  readonly address: string;
  /** Names of hosts. */
  readonly resolvers: readonly string[];
  /** Seconds a cache may say that there is no such name (RFC 2308, 5). */
  readonly negative: number;
}

/**
 * Waits until every host finds the address: one that asked before there was such a name may keep the "no". Throws when one does not within
 * the time the zone allows a cache for that.
 */
export async function untilResolved(
  { name, address, resolvers, negative }: Awaited,
  applying: Applying,
): Promise<void> {
  const most = Math.min(negative, longest) + slack;
  const began = Date.now();
  for (const host of resolvers) {
    for (;;) {
      const found = addresses(await applying.hosts(host).run(script(name)));
      if (found.includes(address)) break;
      const seconds = Math.round((Date.now() - began) / 1000);
      if (seconds >= most) {
        const says = found.length > 0 ? `finds ${found.join(', ')}` : 'finds nothing';
        throw new Error(
          `${host} ${says} for ${name} ${seconds} s after the name server has ${address}: what stands in its /etc/resolv.conf does not ask that server. Mend that, then retry`,
        );
      }
      applying.progress({
        text: `waiting until ${host} resolves ${name}: its cache may say no for up to ${most - seconds} s`,
      });
      await applying.sleep(pause);
    }
  }
}
