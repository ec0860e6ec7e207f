import type { Fact } from '../../engine/action.ts';

/** Where forwarded ports lead in the running firewall, each `22006 10.10.60.6:22`. */
export type Running = readonly string[];

/** The destination NAT the kernel does now, iptables(8): what the files say counts only after a reload. */
export function runningFact(host: string): Fact<Running> {
  return {
    host,
    read: { script: 'as_root iptables -w -t nat -S' },
    parse: ({ code, stdout, stderr }) => {
      if (code !== 0) throw new Error(`${host}: iptables -t nat -S failed: ${stderr.trim() || `exit code ${code}`}`);
      return running(stdout);
    },
  };
}

export function running(printed: string): Running {
  const rules = printed.split('\n').filter((line) => line.startsWith('-A ') && line.includes(' -j DNAT '));
  return rules.flatMap((line) => {
    const ports = /--dports? (\S+)/.exec(line)?.[1]?.split(',') ?? [];
    const to = /--to-destination (\S+)/.exec(line)?.[1];
    return to === undefined ? [] : ports.map((port) => `${port} ${to.includes(':') ? to : `${to}:${port}`}`);
  });
}

/** Whether Shorewall is started, shorewall(8) `status`: not stopped, not cleared. */
export function startedFact(host: string): Fact<boolean> {
  return {
    host,
    read: { script: 'as_root shorewall status' },
    parse: ({ code, stdout, stderr }) => {
      if (code === 0) return true;
      if (/Shorewall is (stopped|cleared)|State:\s*(Stopped|Cleared)/i.test(stdout)) return false;
      throw new Error(`${host}: shorewall status failed: ${(stderr || stdout).trim() || `exit code ${code}`}`);
    },
  };
}
