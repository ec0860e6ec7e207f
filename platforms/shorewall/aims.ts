import type { ForwardArgs, Forwarding, Patches, Removal, Restoring } from './args.ts';
import type { Firewall } from './change.ts';
import { withoutRules } from './edit-rules.ts';
import { forwards } from './port-forwards.ts';
import { firstRule } from './running.ts';
import { forwarded, inTheWay, restored, type Texts, whyStays, withoutForward } from './texts.ts';
import { resolved } from './variables.ts';
import type { Wall } from './wall.ts';
import { isRule } from './wanted-rule.ts';

/** What a step on the firewall is to bring about. */
interface Aim {
  readonly title: string;
  /** Why nothing is to be done. */
  readonly done: string;
  /** Only in a firewall that is started; one that is not gets its files edited otherwise. */
  readonly starts: boolean;
  /** Why it cannot be, as the host shows it. */
  problem?(firewall: Firewall): string | undefined;
  /** What the files shall say. Throws where others wrote what is in the way. */
  texts(texts: Texts, wall: Wall): Texts;
  /** Whether the running rules are as they shall be, once the files say `after`. */
  loaded(firewall: Pick<Firewall, 'running' | 'nat' | 'wall'>, after: Texts): boolean;
  /** The files without what is wanted: the switch needs such to go back to, where they have it and it is not loaded. */
  before?(texts: Texts, wall: Wall): Texts;
  /** What people should know of it. */
  note?(wall: Wall, after: Texts, change: Patches): string | undefined;
}

export function aimOf(args: ForwardArgs): Aim {
  if (!args.present) return removing(args);
  return 'restore' in args ? restoring(args) : forwarding(args);
}

function forwarding(args: Forwarding): Aim {
  const { host, port, address, toPort } = args;
  const leads = `port ${port} leads to`;
  const isOurs = (first: ReturnType<typeof firstFor>) =>
    first?.to === `${address}:${toPort}` || (first?.to === address && port === toPort);
  return {
    title: `forward port ${port} to ${address} port ${toPort}`,
    done: `${leads} ${address} port ${toPort}`,
    starts: true,
    problem: ({ texts, wall, nat, pending }) => {
      const first = firstFor(args, nat, wall);
      const other = first && !isOurs(first) && !pending;
      return (
        inTheWay(args, texts, wall) ??
        (other
          ? `${leads} ${first.to ?? 'this host'} in the running firewall (iptables -t nat -S: ${first.text})`
          : undefined)
      );
    },
    texts: (texts, wall) => {
      const problem = inTheWay(args, texts, wall);
      if (problem !== undefined) throw new Error(`${problem}, on ${host}`);
      return forwarded(args, texts, wall);
    },
    loaded: ({ running, nat, wall }) =>
      running.includes(`${port} ${address}:${toPort}`) && (nat.length === 0 || isOurs(firstFor(args, nat, wall))),
    before: ({ rules, params }, { values, around }) => ({
      rules: withoutRules(rules, (rule) => isRule(rule, args, values), around),
      params,
    }),
  };
}

const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The running rule that decides where the port leads, no matter who wrote it, or in which file or script. */
function firstFor({ port, publicAddress, netZone }: Forwarding, nat: Firewall['nat'], { values }: Wall) {
  const known = resolved(publicAddress, values);
  return firstRule(nat, { port, address: isAddress.test(known) ? known : undefined, zone: netZone });
}

function removing(args: Removal): Aim {
  const { port, param } = args;
  return {
    title: port === undefined ? `end all port forwards to ${param}` : `end the forward of port ${port} to ${param}`,
    done: `the firewall has nothing of ${param} to be removed`,
    starts: false,
    texts: (texts, wall) => withoutForward(args, texts, wall),
    loaded: ({ running, wall }, after) => {
      const address = args.address ?? wall.values.get(param);
      const stays = new Set(
        forwards(after.rules, after.params).map((one) => `${one.port} ${one.address}:${one.toPort}`),
      );
      const start = port === undefined ? '' : `${port} `;
      return !running.some((one) => one.startsWith(start) && one.includes(` ${address}:`) && !stays.has(one));
    },
    note: (wall, after, { rules, params }) =>
      params === null && rules !== null ? whyStays(param, after, wall) : undefined,
  };
}

function restoring({ param, restore }: Restoring): Aim {
  return {
    title: `forward ports to ${param} again`,
    done: `the firewall has everything of ${param} again`,
    starts: false,
    texts: (texts) => restored(restore, texts),
    loaded: ({ running }, after) =>
      forwards((restore.rules?.removed ?? []).join(''), after.params).every((one) =>
        running.includes(`${one.port} ${one.address}:${one.toPort}`),
      ),
  };
}
