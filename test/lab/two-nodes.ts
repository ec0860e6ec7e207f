import type { LabFarm } from './fixture.ts';
import { footprint } from './footprint.ts';
import type { HostName } from './paths.ts';

/** A lab of two nodes, looked at from outside of farmhand. VMs go by the first part of their instances' names. */
export function twoNodes(lab: Pick<LabFarm, 'exec'>) {
  /** What a command prints on a host, without the space around it. Throws where it fails. */
  const on = async (host: HostName, command: string): Promise<string> => {
    const { code, stdout, stderr } = await lab.exec(command, undefined, host);
    if (code !== 0) throw new Error(`${host}: ${command} ended with ${code}: ${stderr}`);
    return stdout.trim();
  };
  return {
    on,
    /** Everything on both nodes that farmhand changes, as text: `footprint` of the first, where instances and their disks are, and what is on the second. */
    async seen(): Promise<string> {
      const parts = [
        await footprint(lab),
        await on('host01', places),
        await on('host01', temporary),
        await on('host02', volumes),
        await on('host02', temporary),
      ];
      return parts.join('\n==\n');
    },
    /** "running host01.farm host02.farm drbd" */
    place: (vm: string) =>
      on(
        'host01',
        `gnt-instance list --no-headers --separator=' ' -o status,pnode,snodes,disk_template ${vm}.xivo.vm.farm`,
      ),
    /** What the VM says of itself through the proxy; empty: it does not answer yet. */
    async page(vm: string): Promise<string> {
      const { stdout } = await lab.exec(`curl -sf -m 60 -H 'Host: ${vm}.dachary.org' http://127.0.0.1/`);
      return stdout;
    },
    /** MiB that its balloon leaves the VM, by the monitor of its QEMU on that host. */
    async balloon(vm: string, host: HostName): Promise<number> {
      const monitor = `/var/run/ganeti/kvm-hypervisor/ctrl/${vm}.xivo.vm.farm.monitor`;
      const said = await on(host, `echo info balloon | socat - UNIX-CONNECT:${monitor}`);
      return Number(/balloon: actual=(\d+)/.exec(said)?.[1]);
    },
    /** Ganeti's jobs of that kind for the VM, each as "success INSTANCE_MIGRATE(NAME)", the oldest first. */
    async jobs(kind: string, subject: string): Promise<readonly string[]> {
      const all = await on('host01', `gnt-job list --no-headers --separator=' ' -o status,summary`);
      return all.split('\n').filter((line) => line.endsWith(` ${kind}(${subject})`));
    },
  };
}

export type TwoNodes = ReturnType<typeof twoNodes>;

const places = `
gnt-instance list --no-headers --separator='|' -o name,pnode,snodes,disk_template,disk.sizes
gnt-node list --no-headers --separator='|' -o name,role
`;
const volumes = 'lvs --noheadings --units b -o lv_name,lv_uuid,lv_size,lv_tags all | sort';
const temporary = `find /tmp -mindepth 1 -maxdepth 1 ! -name 'systemd-private-*' | sort`;
