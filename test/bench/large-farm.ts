import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { openFarmhand } from '../../main/farmhand.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import type { Adapter, InboundHandler } from '../../src/bot/adapter.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { type DelayProxy, startDelayProxy } from '../support/delay-proxy.ts';
import { median, milliseconds, type Row } from './row.ts';

const vms = 200;
/** Milliseconds there and back. */
const rtt = 20;
const asked = 5;
/** Milliseconds after which a look is made anew. */
const pause = 1100;

/** What `!status` of a large farm on four hosts costs: the round trips of the host that has most, counted on its connection, and the time. */
export async function largeFarmRows(): Promise<readonly Row[]> {
  const sandbox = await createSandbox({ hosts: 4 });
  const proxies = await Promise.all(sandbox.hosts.map(({ port }) => startDelayProxy(port, rtt / 2)));
  try {
    const farm = await loadFarm(largeFarm(sandbox, proxies));
    const heard = Promise.withResolvers<InboundHandler>();
    let said: readonly string[] = [];
    const adapter: Adapter = {
      ...{ platform: 'bench', identify: '', connected: true },
      start: async (inbound) => heard.resolve(inbound),
      reply: async (_to, reply) => {
        said = replyText(reply);
      },
      report: async () => [],
      stop: async () => undefined,
    };
    const farmhand = await openFarmhand({
      farm,
      log: pino({ level: 'warn' }, pino.destination(2)),
      redact: (text) => text,
    });
    await farmhand.attach(adapter);
    const inbound = await heard.promise;
    const ask = async () => {
      const before = proxies.map(({ turns }) => turns);
      const began = performance.now();
      const where = { platform: 'bench', channel: 'bench', private: true };
      const speaker = { platform: 'console', nick: 'you', account: farm.people.get('you')?.identities.console ?? '' };
      await inbound.message({ where, speaker, text: 'status' });
      const took = performance.now() - began;
      const shown = said.filter((line) => line.startsWith('vm')).length;
      if (shown < vms) throw new Error(`!status shows ${shown} of ${vms} VMs:\n${said.slice(0, 5).join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, pause));
      return { took, trips: proxies.map(({ turns }, index) => turns - (before[index] ?? 0)) };
    };
    // Connects.
    await ask();
    const times: number[] = [];
    const trips: number[] = [];
    for (let one = 0; one < asked; one++) {
      const { took, trips: each } = await ask();
      times.push(took);
      trips.push(Math.max(...each));
    }
    await farmhand.stop();
    const most = Math.max(...trips);
    return [
      {
        what: `!status of ${vms} VMs on ${proxies.length} hosts, RTT ${rtt} ms`,
        ours: `${most} round trips at most, ${milliseconds(median(times))}`,
        beside: `a round trip ${rtt} ms; the sandbox's hosts are this machine`,
        goal: 'at most 3 round trips',
        met: most <= 3,
      },
    ];
  } finally {
    for (const proxy of proxies) await proxy.close();
    await sandbox.close();
  }
}

/** Puts VMs on the sandbox's hosts and a service on each, reached through the proxies; says where its farm.yaml is. */
function largeFarm(sandbox: Sandbox, proxies: readonly DelayProxy[]): string {
  const [master, services] = sandbox.hosts;
  for (let n = 0; n < vms; n++) {
    const [name, hex] = [`vm${n}`, n.toString(16).padStart(2, '0')];
    const [mac, address] = [`52:54:00:00:00:${hex}`, `10.10.61.${n}`];
    writeFileSync(
      join(master.folder, `state/ganeti/instances/${name}.xivo.vm.farm`),
      `${randomUUID()} debootstrap+default host01.farm down 4096 all ${name}.disk0 64 ${mac}\n`,
    );
    appendFileSync(join(services?.folder ?? '', 'etc/bind/db.farm'), `${name}.xivo.vm IN A ${address}\n`);
  }
  let farm = readFileSync(sandbox.farmFile, 'utf8');
  for (const [index, { port, hostKey }] of sandbox.hosts.entries()) {
    const through = proxies[index]?.port;
    farm = farm.replace(`port: ${port}\n`, `port: ${through}\n`);
    appendFileSync(sandbox.knownHostsFile, `[127.0.0.1]:${through} ${hostKey}\n`);
  }
  const onHost = (section: string, host: string) => {
    farm = farm.replace(new RegExp(`^(${section}:\\n  host: ).*$`, 'm'), `$1${host}`);
  };
  onHost('dhcp', 'host03');
  onHost('proxy', 'host04');
  const file = join(dirname(sandbox.farmFile), 'large.yaml');
  writeFileSync(file, farm);
  return file;
}
