import type { Fact } from '../../src/engine/facts.ts';
import { sameText } from '../../src/farm/address6.ts';
import { type Part, part } from '../../src/farm/read-parts.ts';
import type { Connection } from '../../src/farm/roles/use.ts';
import { said } from '../../src/ssh/said.ts';

/**
 * Of the kernel's table of connections (conntrack(8)) what a machine answers: `$1` its address, `$2` the same as /proc has it. The program asks
 * for no more than that; where there is none, the file of /proc is searched for it.
 */
const script = `
case $1 in *:*) family=ipv6 ;; *) family=ipv4 ;; esac
if command -v conntrack >/dev/null 2>&1; then
  as_root conntrack -L -f "$family" -r "$1"
elif [ -e /proc/net/nf_conntrack ]; then
  as_root cat /proc/net/nf_conntrack | grep -F -e " src=$2 " || :
else
  echo 'there is neither conntrack nor /proc/net/nf_conntrack' >&2
  exit 1
fi
`;

/** Connections to a VM that the kernel of the firewall's host tracks, by every one of its addresses. */
export function connectionsPart(host: string, addresses: readonly string[]): Part<readonly Connection[]> {
  return part({
    facts: { all: addresses.map((address) => connectionsFact(host, address)) },
    make: ({ all }) => {
      if (addresses.length === 0) throw new Error('it has no address that is known');
      return all.flat();
    },
  });
}

/** Those of one address. */
export function connectionsFact(host: string, address: string): Fact<readonly Connection[]> {
  return {
    host,
    read: { script, args: [address, inFull(address)] },
    parse: ({ code, stdout, stderr, truncated }) => {
      if (code !== 0) throw new Error(`${host}: cannot see open connections: ${said(stderr) || `exit code ${code}`}`);
      if (truncated) throw new Error(`${host}: open connections to ${address} are more than farmhand keeps`);
      return connectionsTo(stdout, address);
    },
  };
}

/** An address as the kernel writes it in /proc: of IPv6 all its digits. */
export function inFull(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(':');
}

/**
 * Connections that a machine of this address answers, in what conntrack or /proc/net/nf_conntrack prints. Each line has the packets' source and
 * destination as they come and as the answers go: after DNAT only the answers' source is the machine. Left out is what is not open: not yet answered,
 * being closed, or no protocol with ports.
 */
export function connectionsTo(text: string, address: string): readonly Connection[] {
  return text.split('\n').flatMap((line) => {
    const [, protocol = ''] = /^(?:ipv[46] +\d+ +)?([a-z]\w*) +\d+ /.exec(line) ?? [];
    const [came, answered] = tuplesIn(line);
    if (!came || !answered || !isOpen(protocol, line) || sameText(answered.src) !== address) return [];
    const forwarded = sameText(came.dst) !== address;
    return [{ protocol, from: sameText(came.src) ?? came.src, toPort: Number(answered.sport), forwarded }];
  });
}

interface Tuple {
  readonly src: string;
  readonly dst: string;
  readonly sport: string;
}

/** The two directions of a line; fewer where the line is cut off. */
function tuplesIn(line: string): readonly Tuple[] {
  const form = /\bsrc=(\S+) dst=(\S+) sport=(\d+) dport=\d+(?= )/g;
  return [...line.matchAll(form)].map(([, src = '', dst = '', sport = '']) => ({ src, dst, sport }));
}

function isOpen(protocol: string, line: string): boolean {
  if (line.includes('[UNREPLIED]')) return false;
  // Of connections that a flow table has taken over, the kernel shows no state.
  if (/\[(HW_)?OFFLOAD\]/.test(line)) return true;
  return ['udp', 'udplite'].includes(protocol) || / ESTABLISHED /.test(line);
}
