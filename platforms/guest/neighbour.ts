import type { Fact } from '../../src/engine/facts.ts';
import type { Result } from '../../src/ssh/host.ts';

/** Who answers at an address, seen from a host. */
export type Neighbour = {
  readonly answers: boolean;
  /** Of the machine that has the address, in lower case; null where nobody answers, or a router is between. */
  readonly mac: string | null;
  /** link: the host is on the network of the address; router: it only reaches it through one; itself: the address is the host's own; nowhere: it has no IPv6 by which to ask. */
  readonly by: 'link' | 'router' | 'itself' | 'nowhere';
};

/** `mac_of ADDRESS` puts into $mac the MAC the host has for an address, ip-neighbour(8); nothing where it has none. */
export const macFunction = `
mac_of() {
  case $1 in *:*) mac=$(ip -6 neigh show "$1" 2>/dev/null) ;; *) mac=$(ip -4 neigh show "$1" 2>/dev/null) ;; esac
  case $mac in
    *' lladdr '*) mac=\${mac#*' lladdr '} mac=\${mac%%[!0-9A-Fa-f:]*} ;;
    *) mac= ;;
  esac
}
`;

/** `way ADDRESS` puts into $by how the host reaches it: link, router or itself; fails with what ip-route(8) says where it does not. */
export const wayFunction = `
way() {
  case $1 in *:*) by=-6 ;; *) by=-4 ;; esac
  route=$(LC_ALL=C ip "$by" route get "$1" 2>&1) || { printf '%s\\n' "$route" >&2; return 1; }
  case $route in
    local\\ *) by=itself ;;
    *' via '*) by=router ;;
    *) by=link ;;
  esac
}
`;

/**
 * Prints `WAY ANSWER [MAC]`; of an IPv6 address that the host has no way to, `nowhere no`. On its own network the host must ask for the address's MAC (ARP, NDP) before it can send anything, and even
 * a machine that drops pings answers that. A MAC the kernel learned before stays known for a while after its machine is gone, so
 * where no ping comes back it is forgotten and asked for anew; without the right to that, it is looked at until the kernel asks by
 * itself, which takes up to a minute. The first ping is sent before all else: nothing is waited for as long as for it.
 */
const script = `
${wayFunction}
${macFunction}
asked() { LC_ALL=C ping -c 2 -i 0.5 -W 1 "$1" >/dev/null 2>&1; }
ended() { code=$1; [ "$code" -le 2 ] || { echo "ping ended with $code" >&2; exit "$code"; }; }
asked "$1" &
case $1 in
  *:*) way "$1" 2>/dev/null || { echo 'nowhere no'; exit 0; } ;;
  *) way "$1" || exit ;;
esac
[ "$by" != itself ] || { echo 'itself yes'; exit 0; }
wait "$!"
ended "$?"
mac_of "$1"
if [ "$code" != 0 ] && [ "$by" = link ] && [ -n "$mac" ]; then
  case $1 in *:*) family=-6 ;; *) family=-4 ;; esac
  as_root ip "$family" neigh flush to "$1" >/dev/null 2>&1 && most=1 || most=40
  tries=0
  while :; do
    asked "$1"
    ended "$?"
    mac_of "$1"
    if [ "$code" = 0 ] || [ -z "$mac" ] || [ "$((tries += 1))" -ge "$most" ]; then break; fi
  done
fi
if [ "$code" = 0 ] || [ -n "$mac" ]; then echo "$by yes $mac"; else echo "$by no"; fi
`;

/** Asks from a host whether anything answers at an address of the farm, and what. */
export function neighbourFact(host: string, address: string): Fact<Neighbour> {
  return { host, read: { script, args: [address], takes: 1500 }, parse: (result) => neighbour(host, address, result) };
}

function neighbour(host: string, address: string, { code, stdout, stderr }: Result): Neighbour {
  if (code === 127)
    throw new Error(`${host}: there is no ping, which tells whether ${address} is free: install iputils-ping there`);
  const [, by, answer, mac] = /^(link|router|itself|nowhere) (yes|no) ?([0-9a-f:]*)$/im.exec(stdout.trim()) ?? [];
  if (code !== 0 || by === undefined) {
    const said = stderr.trim().split('\n').at(-1) || stdout.trim() || `exit code ${code}`;
    throw new Error(`${host}: cannot ask whether ${address} answers: ${said}`);
  }
  return { answers: answer === 'yes', mac: mac ? mac.toLowerCase() : null, by: by as Neighbour['by'] };
}

/** What answers, in words: "a machine with MAC 52:54:00:00:00:09". */
export function showNeighbour(host: string, { mac, by }: Pick<Neighbour, 'mac' | 'by'>): string {
  if (by === 'itself') return `${host} itself`;
  return mac === null ? 'a machine behind a router' : `a machine with MAC ${mac}`;
}
