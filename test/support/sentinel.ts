import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, listens, startDaemon } from './daemon.ts';
import { installed } from './installed.ts';
import type { RedisServer } from './redis.ts';

/** A Redis Sentinel of a test, which alone decides. */
export interface Sentinel {
  readonly port: number;
  remove(): Promise<void>;
}

/** Watches over `primary` as `name`: half a second after it has gone, a replica takes its place. */
export async function startSentinel(name: string, primary: RedisServer): Promise<Sentinel> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-sentinel-'));
  const [port = 0] = await freePorts(1);
  const file = join(folder, 'sentinel.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${folder}`,
    `sentinel monitor ${name} 127.0.0.1 ${primary.port} 1`,
    `sentinel down-after-milliseconds ${name} 500`,
    `sentinel failover-timeout ${name} 2000`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const args = ['--pdeathsig', 'KILL', installed('redis-server') ?? 'redis-server', file, '--sentinel'];
  const daemon = await startDaemon('setpriv', args, { cwd: folder, ready: () => listens(port) });
  return {
    port,
    async remove() {
      await daemon.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
