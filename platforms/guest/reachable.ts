import * as z from 'zod';
import { action, noReceipt } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import type { Result, Script } from '../../src/ssh/host.ts';
import { macFunction, type Neighbour, showNeighbour, wayFunction } from './neighbour.ts';

const Args = z.strictObject({
  /** The host it is asked from. */
  host: s.label,
  /** What to call it. */
  name: s.domain,
  address: s.anyAddress,
  mac: z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/),
  port: s.port,
  /** A path: asks by HTTP for that path of `name`, and any answer but a gateway's error will do. null: a connection will do. */
  path: s.urlPath.nullable(),
  /** Seconds. */
  timeout: z.int().positive(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly answers: boolean;
  /** Of the machine that answered; null where none did, or it is behind a router. */
  readonly mac: string | null;
  readonly by: Neighbour['by'];
};

/**
 * Prints `WAY yes [MAC]` when something answers at the address. A connection is proof; of HTTP the status line is looked at, because a proxy answers for
 * a VM that does not (502, 503, 504, RFC 9110 section 15.6). On its own network the host first asks for the address's MAC: where nobody has it, that shows
 * within a second, and a connection would be given up after three.
 */
const asks: Script['script'] = `
${wayFunction}
${macFunction}
way "$1" || exit
if [ "$by" = link ] && ! ping -c 1 -W 1 "$1" >/dev/null 2>&1; then
  mac_of "$1"
  [ -n "$mac" ] || exit 0
fi
case $1 in *:*) to="TCP6:[$1]:$2" ;; *) to=TCP4:$1:$2 ;; esac
if [ -z "$3" ]; then
  timeout 5 socat -u OPEN:/dev/null "$to,connect-timeout=3" 2>/dev/null || exit 0
else
  printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n' "$3" "$4" |
    timeout 12 socat -t 10 - "$to,connect-timeout=3" 2>/dev/null | head -n 1 |
    grep -qE '^HTTP/1\\.[01] ([1-4][0-9]|50[01])' || exit 0
fi
mac_of "$1"
echo "$by yes $mac"
`;

/** What else can be said of a VM that does not answer. */
const clues = `
if ping -c 1 -W 1 "$1" >/dev/null 2>&1; then echo "it answers ping"; else echo "it does not answer ping"; fi
seen=$(ip neigh show "$1" 2>/dev/null | grep -i "$2")
if [ -n "$seen" ]; then echo "its MAC was seen on the network"; else echo "its MAC was not seen on the network"; fi
if as_root journalctl -q --no-pager -n 500 -t dhcpd 2>/dev/null | grep -qi "DHCPACK.*$2"; then
  echo "it took its address by DHCP"
else
  echo "no DHCP lease of it is in the log"
fi
`;

/** Milliseconds between two askings: on its own network one takes a second itself while nothing is there. */
const pause = 500;

/** The proof that a VM is up: it answers, by the MAC that was minted for it. Something else that answers proves nothing. Changes nothing. */
export const reachable = action({
  name: 'proof.answers',
  risk: 'safe',
  args: Args,
  title: ({ name, address, port, path }) =>
    `proof that ${name} answers${byFamily(address)} (${path === null ? `port ${port}` : `HTTP on port ${port}`})`,
  facts: (args) => ({
    answer: { host: args.host, read: script(args), parse: (result: Result) => answered(args, result) },
  }),
  see: (_args, { answer }): Seen => answer,
  judge: (args, seen, planning) => {
    const { name, address, port } = args;
    if (!seen.answers) return { is: 'todo', effect: { commands: [`wait until ${address} port ${port} answers`] } };
    if (planning) {
      const why = `${showNeighbour(args.host, seen)} answers there already, and ${name} is not made yet: find out what it is`;
      return { is: 'blocked', why };
    }
    const another = anotherMachine(args, seen);
    return another ? { is: 'blocked', why: another } : { is: 'done', why: `${name} answers${byFamily(address)}` };
  },
  async apply(args, _seen, { hosts, sleep, progress }) {
    const began = Date.now();
    for (;;) {
      const seen = answered(args, await hosts(args.host).run(script(args)));
      const another = seen.answers ? anotherMachine(args, seen) : undefined;
      if (another) throw new Error(another);
      if (seen.answers) return;
      const seconds = Math.round((Date.now() - began) / 1000);
      if (seconds >= args.timeout) break;
      progress({ text: `no answer yet after ${seconds} s of ${args.timeout}` });
      await sleep(pause);
    }
    const found = await hosts(args.host).run({ script: clues, args: [args.address, args.mac] });
    throw new Error(
      `${args.name} (${args.address}) did not answer on port ${args.port} within ${args.timeout} s, asked from ${args.host}: ` +
        `${found.stdout.trim().replaceAll('\n', ', ')}. Look at its console (gnt-instance console ${args.name}), then retry`,
    );
  },
  receipt: noReceipt,
  undo: () => ({ by: [] }),
});

function byFamily(address: string): string {
  return address.includes(':') ? ' by IPv6' : '';
}

function script({ address, port, path, name }: Args): Script {
  return { script: asks, args: [address, String(port), path ?? '', name], takes: 900 };
}

function answered({ host, address }: Args, { code, stdout, stderr }: Result): Seen {
  if (code !== 0) throw new Error(`${host}: cannot reach ${address}: ${stderr.trim() || `exit code ${code}`}`);
  const [, by = 'link', mac] = /^(link|router|itself) yes ?([0-9a-f:]*)$/i.exec(stdout.trim()) ?? [];
  return { answers: stdout.trim() !== '', mac: mac ? mac.toLowerCase() : null, by: by as Seen['by'] };
}

/** Why what answers is not the VM; undefined when it is, as far as can be seen through a router. */
function anotherMachine({ host, name, address, port, mac }: Args, seen: Seen): string | undefined {
  if (seen.mac === mac || (seen.by === 'router' && seen.mac === null)) return undefined;
  const who = seen.by === 'link' && seen.mac === null ? 'a machine whose MAC is not known' : showNeighbour(host, seen);
  return `${who} answers at ${address} port ${port}, asked from ${host}, and not ${name}, whose MAC is ${mac}: two machines have the address`;
}
