import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Host, HostUnreachable, OutcomeUnknown } from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { anyText } from '../support/any-text.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { hostile } from './hostile.ts';

needs('sshd')('running scripts on a host', () => {
  let sshd: Sshd;
  let hosts: ReturnType<typeof createHosts>;
  let host: Host;

  beforeAll(async () => {
    sshd = await startSshd();
    hosts = createHosts([sshd.settings()]);
    host = hosts.host('host01');
  });
  afterAll(async () => {
    await hosts.close();
    await sshd.remove();
  });

  test('both streams and the exit code come back as they were, white space and all', async () => {
    const script = 'printf "  out\\n\\n"; printf "err\\n " >&2; exit 3';
    expect(await host.run({ script })).toEqual({ code: 3, stdout: '  out\n\n', stderr: 'err\n ', truncated: false });
  });

  test('any arguments and standard input come back byte for byte', async () => {
    const text = fc.oneof(
      anyText({ maxLength: 30 }).filter((value) => !value.includes('\0')),
      fc.constantFrom(...hostile),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 6 }), text, async (args, stdin) => {
        const { stdout } = await host.run({ script: 'printf "%s\\000" "$@"; cat', args, stdin });
        expect(stdout).toBe(args.map((arg) => `${arg}\0`).join('') + stdin);
      }),
      { numRuns: 30 },
    );
  });

  test('a value that is an option, a command or a path stays a value', async () => {
    const { stdout } = await host.run({ script: 'for one; do printf "%s\\000" "$one"; done', args: [...hostile] });
    expect(stdout.split('\0').slice(0, -1)).toEqual([...hostile]);
  });

  test('a batch gives each script its own result, and one that fails stops no other', async () => {
    const results = await host.batch([
      { script: 'echo one' },
      { script: 'if' },
      { script: 'set -e; false; echo not here' },
      { script: 'exec 1>&-; exit 4' },
      { script: 'cat', stdin: 'é' },
    ]);
    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, 'one\n'],
      [2, ''],
      [1, ''],
      [4, ''],
      [0, 'é'],
    ]);
    expect(results[1]?.stderr).toContain('Syntax error');
    expect(await host.batch([])).toEqual([]);
    const many = Array.from({ length: 23 }, (_, at) => ({ script: 'echo "$1"; exit "$1"', args: [String(at)] }));
    expect((await host.batch(many)).map(({ code, stdout }) => [code, stdout])).toEqual(
      many.map((_, at) => [at, `${at}\n`]),
    );
  });

  test('the reads of a large batch are made beside each other', async () => {
    const folder = join(sshd.folder, 'beside');
    // Each waits for another that is not in its share: one shell alone would wait for ever.
    const script =
      'mkdir -p "$1" && : >"$1/$2" && until [ -e "$1/$3" ] || [ ! -d "$(dirname "$1")" ]; do sleep 0.02; done';
    const reads = Array.from({ length: 8 }, (_, at) => ({
      script,
      args: [folder, String(at), String(at < 2 ? 1 - at : at)],
    }));
    expect((await host.batch(reads)).map(({ code }) => code)).toEqual(Array(8).fill(0));
  });

  test('nothing of one script is left for the next', async () => {
    await host.run({ script: 'cd /tmp; umask 0; LEFT=over; export LEFT; PATH=/nowhere; as_root() { false; }; set -f' });
    const { stdout } = await host.run({ script: 'pwd; umask; echo "<$LEFT>"; as_root echo "$PATH"; echo $-' });
    expect(stdout).toBe(`/\n0022\n<>\n${sshd.settings().path}\ns\n`);
  });

  test('more scripts at once than a connection has channels all run', async () => {
    const counts = await Promise.all(
      Array.from({ length: 40 }, (_, index) => host.run({ script: 'sleep 0.05; echo "$1"', args: [String(index)] })),
    );
    expect(counts.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 40 }, (_, index) => index));
  });

  test('no more than eight shells are opened, and they are used again', async () => {
    const results = await Promise.all(Array.from({ length: 40 }, () => host.run({ script: 'sleep 0.02; echo $$' })));
    const shells = new Set(results.map(({ stdout }) => stdout));
    expect(shells.size).toBeGreaterThan(1);
    expect(shells.size).toBeLessThanOrEqual(8);
  });

  test('of a large output only the asked part is kept, on both streams, and the script still ends by itself', async () => {
    const before = process.memoryUsage().rss;
    const megabytes = (count: number) => `dd if=/dev/zero bs=1048576 count=${count} status=none`;
    const script = `${megabytes(80)}; ${megabytes(4)} >&2; exit 5`;
    const result = await host.run({ script }, { keep: 1000 });
    expect([result.code, result.stdout.length, result.stderr.length, result.truncated]).toEqual([5, 1000, 1000, true]);
    expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(150);
  });

  test('output cut inside a character ends before it', async () => {
    const { stdout, truncated } = await host.run({ script: 'printf ééé' }, { keep: 3 });
    expect([stdout, truncated]).toEqual(['é', true]);
  });

  test('characters split over packets are put together', async () => {
    const script = "printf 'a\\303'; sleep 0.05; printf '\\251\\360\\237'; sleep 0.05; printf '\\232\\234'";
    expect((await host.run({ script })).stdout).toBe('aé🚜');
  });

  test('a script past its deadline has an unknown outcome, and others go on', async () => {
    // Two shells, so that neither has to be opened within the deadline.
    await Promise.all([1, 2].map(() => host.run({ script: 'sleep 0.1' })));
    const other = host.run({ script: 'sleep 1; echo other' });
    const failure = await host.run({ script: 'sleep 5' }, { deadline: 200 }).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(OutcomeUnknown);
    expect(String(failure)).toMatch(/host01 .*0\.2 s.*may have run/);
    expect((await other).stdout).toBe('other\n');
    expect((await host.run({ script: 'echo next' })).stdout).toBe('next\n');
  });

  test('commands that hang do not use up the sessions sshd allows', async () => {
    const hanging = Array.from({ length: 24 }, () => host.run({ script: 'sleep 3' }, { deadline: 150 }));
    const outcomes = await Promise.all(hanging.map((one) => one.catch((error: Error) => error.name)));
    expect(new Set(outcomes)).toEqual(new Set(['OutcomeUnknown', 'HostUnreachable']));
    expect((await host.run({ script: 'echo fine' })).stdout).toBe('fine\n');
  });

  test('a value that cannot arrive is refused before anything is sent', async () => {
    await expect(host.run({ script: 'echo', args: ['a\0b'] })).rejects.toThrow(TypeError);
    expect((await host.run({ script: 'echo fine' })).stdout).toBe('fine\n');
  });

  test('what a script leaves running does not hold its result back', async () => {
    const { stdout } = await host.run({ script: 'sleep 322 & echo $!' }, { deadline: 30_000 });
    process.kill(Number(stdout));
  });

  test('a script that ends the shell under it has an unknown outcome', async () => {
    await expect(host.run({ script: 'kill -9 $$' })).rejects.toThrow(OutcomeUnknown);
    expect((await host.run({ script: 'echo fine' })).stdout).toBe('fine\n');
  });
});

needs('sshd')('a host whose login shell has start-up files', () => {
  test('runs scripts as if it had none', async () => {
    const sshd = await startSshd();
    const home = join(sshd.folder, 'home');
    mkdirSync(home);
    // Debian's bash reads ~/.bashrc for every command sshd runs; BASH_ENV is read by any bash.
    const noise =
      'echo noise; echo noise >&2; export LEFT=over; alias echo=false; ls() { false; }; export -f ls; cd /tmp\n';
    writeFileSync(join(home, '.bashrc'), noise);
    await sshd.stop();
    writeFileSync(join(sshd.folder, 'sshd_config'), `SetEnv HOME=${home} BASH_ENV=${home}/.bashrc\n`, { flag: 'a' });
    await sshd.start();
    const hosts = createHosts([sshd.settings()]);
    try {
      const { stdout, stderr } = await hosts.host('host01').run({ script: 'echo "<$LEFT> $HOME"; pwd; ls -d /' });
      expect([stdout, stderr]).toEqual([`<> ${home}\n/\n/\n`, '']);
    } finally {
      await hosts.close();
      await sshd.remove();
    }
  });
});

test('a host where nobody listens is unreachable, and the message says which and why', async () => {
  const hosts = createHosts([
    {
      name: 'host02',
      address: '127.0.0.1',
      port: 1,
      user: 'root',
      agent: '/nowhere',
      knownHostsFile: '/nowhere',
      sudo: false,
      path: '/bin',
      state: '/nowhere',
    },
  ]);
  const failure = await hosts
    .host('host02')
    .run({ script: 'true' })
    .catch((error: Error) => error);
  expect(failure).toBeInstanceOf(HostUnreachable);
  expect(String(failure)).toContain('host02 (root@127.0.0.1:1): connect ECONNREFUSED');
});
