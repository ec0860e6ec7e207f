import type { Hosts, Script } from '../ssh/host.ts';
import { said } from '../ssh/said.ts';

/** Runs a short script and gives what it printed. Throws what the host said when it ended badly; HostUnreachable, OutcomeUnknown. */
export async function run(hosts: Hosts, host: string, doing: string, script: Script): Promise<string> {
  const { code, stdout, stderr } = await hosts(host).run(script);
  if (code === 0) return stdout;
  throw new Error(`${host}: ${doing} failed: ${said(stderr) || said(stdout) || `exit code ${code}`}`);
}
