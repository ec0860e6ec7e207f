import type { Fact } from '../../src/engine/facts.ts';
import { said } from '../../src/ssh/said.ts';
import { everyPort, includes, type PortRange } from './ports.ts';

/** Where forwarded ports lead in the running firewall, each `22006 10.10.60.6:22`. */
export type Running = readonly string[];

/** The destination NAT the kernel does now, iptables(8): what the files say counts only after a reload. */
export function runningFact(host: string): Fact<Running> {
  return { host, read: natTable, parse: (result) => running(printed(host, result)) };
}

/** The same, in the order in which the kernel asks its rules. */
export function natRulesFact(host: string): Fact<readonly NatRule[]> {
  return { host, read: natTable, parse: (result) => natRules(printed(host, result)) };
}

/** The same for callers that can do without the rules: where they cannot be read, the reason. */
export function natRulesIfTold(host: string): Fact<readonly NatRule[] | { readonly unknown: string }> {
  return {
    host,
    read: natTable,
    parse: (result) =>
      result.code === 0 ? natRules(result.stdout) : { unknown: said(result.stderr) || `exit code ${result.code}` },
  };
}

const natTable = { script: 'as_root iptables -w -t nat -S' };

function printed(host: string, { code, stdout, stderr }: { code: number; stdout: string; stderr: string }): string {
  if (code !== 0) throw new Error(`${host}: iptables -t nat -S failed: ${said(stderr) || `exit code ${code}`}`);
  return stdout;
}

export function running(text: string): Running {
  const rules = text.split('\n').filter((line) => line.startsWith('-A ') && line.includes(' -j DNAT '));
  return rules.flatMap((line) => {
    const ports = /--dports? (\S+)/.exec(line)?.[1]?.split(',') ?? [];
    const to = /--to-destination (\S+)/.exec(line)?.[1];
    return to === undefined ? [] : ports.map((port) => `${port} ${to.includes(':') ? to : `${to}:${port}`}`);
  });
}

/** A rule that ends the search of a TCP connection for its destination. */
export interface NatRule {
  /** As iptables prints it. */
  readonly text: string;
  /** The chain it is in. */
  readonly chain: string;
  /** `10.10.60.6:22`, `10.10.60.6`; `this host` of REDIRECT; null: it is not led elsewhere. */
  readonly to: string | null;
  readonly ports: readonly PortRange[];
  /** CIDR of the addresses asked for; undefined: every one. */
  readonly address?: string;
}

/** Rules in the order the kernel asks them from PREROUTING on. */
export function natRules(text: string): readonly NatRule[] {
  const chains = Map.groupBy(text.split('\n'), (line) => /^-A (\S+) /.exec(line)?.[1]);
  const found: NatRule[] = [];
  const asked = new Set<string>();
  const walk = (chain: string, above: Conditions) => {
    for (const line of chains.get(chain) ?? []) {
      const own = { ...above, ...conditions(line) };
      const [, target = ''] = / -[jg] (\S+)/.exec(line) ?? [];
      if (!own.tcp) continue;
      if (chains.has(target)) {
        const way = JSON.stringify([target, own.address, own.ports]);
        if (!asked.has(way)) {
          asked.add(way);
          walk(target, own);
        }
        continue;
      }
      const to = led(target, line);
      if (to === undefined || (to === null && own.ports === undefined)) continue;
      const { ports = [everyPort], address } = own;
      found.push({ text: line, chain, to, ports, ...(address !== undefined && { address }) });
    }
  };
  walk('PREROUTING', { tcp: true });
  return found;
}

interface Conditions {
  readonly tcp: boolean;
  readonly ports?: readonly PortRange[];
  readonly address?: string;
}

function conditions(line: string): Conditions {
  const [, not, protocol] = /( !)? -p (\S+)/.exec(line) ?? [];
  const tcp = protocol === undefined || /^(tcp|6|all|0)$/.test(protocol) !== (not !== undefined);
  const [, range] = /[^!] --dports? (\S+)/.exec(line) ?? [];
  const [, address] = /[^!] -d (\S+)/.exec(line) ?? [];
  const ports = range?.split(',').map((part) => {
    const [first = '', last = first] = part.split(':');
    return { first: Number(first), last: Number(last) };
  });
  return { tcp, ...(ports && { ports }), ...(address !== undefined && { address }) };
}

function led(target: string, line: string): string | null | undefined {
  if (target === 'DNAT') return /--to-destination (\S+)/.exec(line)?.[1];
  if (target === 'REDIRECT') return 'this host';
  return target === 'RETURN' || target === 'ACCEPT' ? null : undefined;
}

/**
 * The first rule that decides where a port of the public address leads, for connections from a zone. Shorewall's chains are named for their
 * zones: those of others do not count.
 * @param address undefined where it is not known: then rules for any one address count, and rules for all ports of one do not.
 */
export function firstRule(
  rules: readonly NatRule[],
  { port, address, zone }: { readonly port: number; readonly address: string | undefined; readonly zone: string },
): NatRule | undefined {
  return rules.find((rule) => {
    const [, from] = /^(.+)_dnat$/.exec(rule.chain) ?? [];
    if (from !== undefined && from !== zone && from !== 'all') return false;
    if (!includes(rule.ports, port)) return false;
    if (rule.address === undefined) return true;
    return address === undefined ? rule.ports[0] !== everyPort : within(address, rule.address);
  });
}

function within(address: string, network: string): boolean {
  const [base = '', bits = '32'] = network.split('/');
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(address) / size) === Math.floor(number(base) / size);
}

/** The firewall of IPv4 and that of IPv6, which have files, rules and states of their own. */
export type Program = 'shorewall' | 'shorewall6';

/** What people call them. */
export const titles: Readonly<Record<Program, string>> = { shorewall: 'Shorewall', shorewall6: 'Shorewall6' };

/** Whether Shorewall is started, shorewall(8) `status`: not stopped, not cleared. */
export function startedFact(host: string, program: Program = 'shorewall'): Fact<boolean> {
  return {
    host,
    read: { script: `as_root ${program} status`, takes: 330 },
    parse: ({ code, stdout, stderr }) => {
      if (code === 0) return true;
      if (/Shorewall6? is (stopped|cleared)|State:\s*(Stopped|Cleared)/i.test(stdout)) return false;
      throw new Error(`${host}: ${program} status failed: ${said(stderr || stdout) || `exit code ${code}`}`);
    },
  };
}

/** Machines that the kernel's rules about IPv6 name, ip6tables(8), as RFC 5952 writes them. DNAT has a rule there that lets through what it leads on. */
export function filter6Fact(host: string): Fact<readonly string[]> {
  return {
    host,
    read: { script: 'as_root ip6tables -w -S' },
    parse: ({ code, stdout, stderr }) => {
      if (code !== 0) throw new Error(`${host}: ip6tables -S failed: ${said(stderr) || `exit code ${code}`}`);
      return [...new Set([...stdout.matchAll(/ -[sd] ([\da-f:.]+)\/128(?= |$)/gm)].map(([, address = '']) => address))];
    },
  };
}
