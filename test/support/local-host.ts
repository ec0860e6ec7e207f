import { spawn } from 'node:child_process';
import type { Host, Result, Script } from '../../src/ssh/host.ts';
import { HostUnreachable } from '../../src/ssh/host.ts';
import { giveInput } from './input.ts';

/** A host that is this machine's own `sh`, without SSH: for tests of what stands above the SSH layer. */
export interface LocalHost extends Host {
  /** Execs so far: what a batch saves. */
  execs: number;
  /** While set, nothing can be reached. */
  gone: boolean;
}

export function localHost(name = 'here'): LocalHost {
  const absent = () => {
    throw new Error('this host starts no jobs and edits no files');
  };
  const host: LocalHost = {
    name,
    execs: 0,
    gone: false,
    async run(script) {
      if (host.gone) throw new HostUnreachable(`${name} does not answer`);
      host.execs++;
      return sh(script);
    },
    async batch(scripts) {
      if (host.gone) throw new HostUnreachable(`${name} does not answer`);
      host.execs++;
      return Promise.all(scripts.map(sh));
    },
    probe: absent,
    edit: absent,
    settled: async () => undefined,
    jobs: { start: absent, state: async () => ({ state: 'absent' }), follow: absent, cancel: absent, ended: absent },
  };
  return host;
}

function sh({ script, args = [], stdin = '' }: Script): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', script, 'sh', ...args]);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr, truncated: false }));
    giveInput(child, stdin);
  });
}
