import * as z from 'zod';
import type { Fact } from '../../src/engine/facts.ts';
import type { Script } from '../../src/ssh/host.ts';
import { nameOf, plainMac } from './config.ts';

/**
 * `ask SOCKET COMMAND`: what the server answers on its control socket (Kea ARM, "Management API"), or what socat says. Kea closes the connection after its answer;
 * 120 s are for a configuration of very many subnets.
 */
const askFunction = `
ask() { printf '{"command":"%s"}' "$2" | as_root socat -t 120 - "UNIX-CONNECT:$1" 2>&1; }
`;

/** A reservation the running server has. */
export interface Running {
  readonly name: string;
  readonly mac?: string;
  readonly address?: string;
}

/** Every reservation of the running server, or why it does not say. */
export type Server = { readonly reservations: readonly Running[] } | { readonly silent: string };

/** What the running server has, by config-get (Kea ARM, "The config-get Command"): the file may say something else since. */
export function runningFact(host: string, socket: string): Fact<Server> {
  return {
    host,
    read: { script: `${askFunction}\nask "$1" config-get`, args: [socket] },
    parse: ({ stdout, truncated }) => {
      if (truncated) return { silent: 'its configuration is larger than what is kept of an answer' };
      const answer = Answer.safeParse(parsed(stdout));
      if (!answer.success) return { silent: shortly(stdout) };
      const { result, text, arguments: config } = answer.data;
      if (result !== 0 || !config) return { silent: text ?? `result ${result}` };
      return { reservations: reservationsIn(config.Dhcp4) };
    },
  };
}

const Reserved = z.object({
  hostname: z.string().default(''),
  'hw-address': z.string().optional(),
  'ip-address': z.string().optional(),
});
const Subnet = z.object({ reservations: z.array(Reserved).default([]) });
const Network = z.object({ subnet4: z.array(Subnet).default([]) });
const Dhcp4 = z.object({ ...Subnet.shape, ...Network.shape, 'shared-networks': z.array(Network).default([]) });
const Answer = z.object({
  result: z.int(),
  text: z.string().optional(),
  arguments: z.object({ Dhcp4 }).optional(),
});

function reservationsIn(config: z.infer<typeof Dhcp4>): readonly Running[] {
  const subnets = [config, ...config.subnet4, ...config['shared-networks'].flatMap(({ subnet4 }) => subnet4)];
  return subnets.flatMap(({ reservations }) =>
    reservations.map(({ hostname, 'hw-address': mac, 'ip-address': address }) => ({
      name: nameOf(hostname) || address || mac || '',
      ...(mac !== undefined && { mac: plainMac(mac) }),
      ...(address !== undefined && { address }),
    })),
  );
}

/** What an answer says that is not JSON: socat's complaint without its date, "No such file or directory". */
function shortly(answer: string): string {
  const line = answer.trim().split('\n').at(-1) ?? '';
  return line.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d socat\[\d+\] E /, '').slice(0, 300) || 'no answer';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Makes the server read its file again (Kea ARM, "The config-reload Command"). One that refuses it goes on with what it has. */
export function reload(socket: string): Script {
  return { script: reloadScript, args: [socket] };
}

const reloadScript = `
${askFunction}
answer=$(ask "$1" config-reload)
case $(printf %s "$answer" | tr -d ' \\n\\r\\t') in
  *'"result":0'[,}]*) exit 0 ;;
esac
words=$(printf '%s\\n' "$answer" | sed -n 's/.*"text": *"\\(.*\\)" *}.*/\\1/p')
printf 'config-reload: %s\\n' "\${words:-\${answer:-no answer on $1}}"
exit 1
`;

/** Whether the running server has a reservation, or has it no more, by its MAC and address as Kea itself prints them, else by its name. */
export function hasIt(
  socket: string,
  { name = '', mac = '', address = '' }: { readonly [Key in keyof Running]?: string | undefined },
  present: boolean,
): Script {
  return { script: hasScript, args: [socket, mac, address, name, present ? 'has' : 'lacks'] };
}

const hasScript = `
${askFunction}
answer=$(ask "$1" config-get)
case $(printf %s "$answer" | tr -d ' \\n\\r\\t' | tail -c 4000) in
  *'"result":0'[,}]*) ;;
  *) printf 'config-get: %s\\n' "$(printf '%s\\n' "\${answer:-no answer on $1}" | tail -c 300)"; exit 1 ;;
esac
maps=$(printf '%s\\n' "$answer" | tr -d ' \\t' | tr '{}' '\\n\\n' | grep -e '"hw-address":' -e '"ip-address":' -e '"hostname":')
if [ -n "$2$3" ]; then
  found=$(printf '%s\\n' "$maps" | grep -F "\${2:+\\"hw-address\\":\\"$2\\"}" | grep -cF "\${3:+\\"ip-address\\":\\"$3\\"}")
else
  found=$(printf '%s\\n' "$maps" | grep -ciF -e "\\"hostname\\":\\"$4\\"" -e "\\"hostname\\":\\"$4.\\"")
fi
if [ "$found" = 0 ]; then is=lacks; else is=has; fi
[ "$is" = "$5" ] && exit 0
echo "the server has read its configuration again and $is the reservation $4 all the same: does it run with another file?"
exit 1
`;
