import { forget, reset, save, up } from './lab.ts';
import { type HostName, labPaths } from './paths.ts';
import type { Result } from './run.ts';
import { onHost } from './ssh.ts';
import { type Ports, readState } from './state.ts';

/** The farm's real host, up, for a test. */
export type LabFarm = {
  ssh: { host: string; port: number; user: string; keyFile: string; knownHostsFile: string };
  /** A farm.yaml that describes this lab. */
  farmFile: string;
  /** Loopback ports by the port of the host they lead to: 22, 80 (the proxy), 22002 to 22009 (SSH of VMs .2 to .9). */
  ports: Ports;
  /** Back to the lab's own snapshot (gallifrey running, nothing cloned) or another. Takes some seconds; connections from before have ended. */
  reset(snapshot?: string): Promise<void>;
  /** Keeps the farm as it is now under a name that `reset` goes back to, until `forget`; it goes on from there, and connections from before have ended. */
  save(snapshot: string): Promise<void>;
  forget(snapshot: string): Promise<void>;
  /** Runs a shell command as root on a host, host01 unless told otherwise, over a connection of its own. Code 255 is ssh's own failure. */
  exec(command: string, input?: string, host?: HostName): Promise<Result>;
};

/** The lab as its snapshot has it: brought up (and built, the first time), then reset. For `beforeAll`, with minutes of time-out. */
export async function labFarm(): Promise<LabFarm> {
  await up((line) => console.log(line));
  const paths = labPaths();
  await reset();
  const { ports } = await readState(paths);
  return {
    ssh: {
      host: '127.0.0.1',
      port: ports[22] ?? 0,
      user: 'root',
      keyFile: paths.key,
      knownHostsFile: paths.knownHosts,
    },
    farmFile: paths.farm,
    ports,
    reset,
    save,
    forget,
    exec: (command, input, host) => onHost(paths, command, input, host),
  };
}
