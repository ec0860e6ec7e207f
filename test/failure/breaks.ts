import type { PlannedStep } from '../../src/engine/plan.ts';
import type { Fault, FaultWhen } from '../../src/sandbox/faults.ts';

/** A tool of the sandbox's host that fails when a step uses it. */
export interface Break extends FaultWhen {
  readonly tool: string;
  /** What the run must then say; the tool's own complaint, when left out. */
  readonly cause?: string;
}

type Args = Readonly<Record<string, unknown>>;

const complaint = 'fault asked for by a test';

const zone = ({ zone }: Args): Break => ({ tool: 'named-checkzone', when: `${zone} /` });
const dhcpd: Break = { tool: 'systemctl', when: 'restart isc-dhcp-server' };
const nginx: Break = { tool: 'systemctl', when: 'reload nginx' };
const shorewall: Break = { tool: 'shorewall', when: 'reload' };
const lvremove: Break = { tool: 'lvremove' };
const ganeti = (verb: string): Break => ({ tool: 'gnt-instance', when: `${verb} --submit` });

/** Every kind of step that changes something, and what makes it fail. */
const breaks: Readonly<Record<string, Break | ((args: Args) => Break)>> = {
  'lvm.snapshot': { tool: 'lvcreate', when: '--snapshot' },
  'lvm.volume': { tool: 'lvcreate', when: '--extents' },
  'lvm.copy': { tool: 'dd', when: 'conv=nocreat' },
  'lvm.discard': lvremove,
  'lvm.remove': lvremove,
  'personalise.disk': { tool: 'mount' },
  'bind.record': zone,
  'bind.unrecord': zone,
  'dhcpd.host': dhcpd,
  'dhcpd.unhost': dhcpd,
  'nginx.site': nginx,
  'nginx.unsite': nginx,
  'shorewall.forward': shorewall,
  'shorewall.unforward': shorewall,
  'ganeti.add': ganeti('add'),
  'ganeti.start': ganeti('start'),
  'ganeti.stop': ganeti('stop'),
  'ganeti.remove': ganeti('remove'),
  // The same questions are asked of the monitor and the VM before anything is done, as often as somebody looks.
  'balloon.set': { tool: 'socat', when: 'UNIX-CONNECT', times: 100 },
  // These only look, and who answers is asked of the network.
  'vm.unneeded': { tool: 'dig', cause: 'dig' },
  'address.unused': { tool: 'ip', when: 'route get', cause: 'cannot ask whether' },
  'proof.answers': { tool: 'socat', when: 'TCP4', times: 100, cause: 'did not answer on port 22' },
};

/** What makes this step fail. Throws for a kind of step nobody has thought of. */
export function breakOf({ id, action, args }: PlannedStep): Required<Break> {
  const found = breaks[action];
  if (found === undefined)
    throw new Error(`nothing makes ${action} (${id}) fail yet: add it to test/failure/breaks.ts`);
  const how = typeof found === 'function' ? found(args as Args) : found;
  return { times: 1, when: '', cause: complaint, ...how };
}

/** `fail`: it does nothing. `fail-after`: it does its work all the same. */
export type Kind = Extract<Fault['kind'], 'fail' | 'fail-after'>;
