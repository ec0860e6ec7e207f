import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { machineMirror } from '../lab/debian.ts';
import { giveInput } from '../support/input.ts';
import { run } from './package.ts';

/** What came of a program in the root. */
interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A Debian with nothing in it but what apt needs, in a folder, where programs are run by chroot. */
export interface DebianRoot {
  readonly folder: string;
  /** Runs a program there as root, with this on its standard input. */
  run(words: readonly string[], input?: string): Promise<Ended>;
  /** The same, as a user and in a folder. */
  as(user: string, folder: string, words: readonly string[], input?: string): Promise<Ended>;
  read(path: string): string;
  write(path: string, text: string, mode?: number): void;
  has(path: string): boolean;
  remove(): Promise<void>;
}

/** Makes one of a suite, with these packages too. Takes a Debian mirror, where this machine gets its own packages from, and some minutes. */
export async function debianRoot(suite: string, packages: readonly string[]): Promise<DebianRoot> {
  const [, mirror = ''] = /^deb (\S+) /.exec((await machineMirror()).sources) ?? [];
  const parent = mkdtempSync(join(tmpdir(), `farmhand-${suite}-`));
  const folder = join(parent, 'root');
  const words = [
    '--variant=apt',
    '--quiet',
    `--include=${packages.join(',')}`,
    suite,
    folder,
    `deb ${mirror} ${suite} main`,
  ];
  await run('mmdebstrap', words, parent);
  await run('mount', ['-t', 'proc', 'proc', join(folder, 'proc')], parent);
  const inRoot = (words: readonly string[], input = '') =>
    new Promise<Ended>((resolve) => {
      const env = {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: '/root',
        DEBIAN_FRONTEND: 'noninteractive',
        LC_ALL: 'C.UTF-8',
      };
      const child = execFile('chroot', [folder, ...words], { env, maxBuffer: 2 ** 24 }, (error, out, err) =>
        resolve({ code: error ? Number(error.code ?? 128) : 0, out, err }),
      );
      giveInput(child, input);
    });
  return {
    folder,
    run: inRoot,
    as: (user, place, words, input) =>
      inRoot(['runuser', '-u', user, '--', 'sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', place, ...words], input),
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    write(path, text, mode = 0o644) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
      chmodSync(join(folder, path), mode);
    },
    has: (path) => existsSync(join(folder, path)),
    async remove() {
      await run('umount', [join(folder, 'proc')], parent);
      rmSync(parent, { recursive: true });
    },
  };
}

/** As much of systemd as maintainer scripts ask of it: it starts and stops farmhand as the units say, and notes what it was asked. */
export const systemctl = `#!/bin/sh
echo "$*" >>/var/log/systemctl
verb= units=
for word; do
  case $word in
  start | stop | is-enabled | preset) verb=$word ;;
  *.service) units="$units $word" ;;
  esac
done
for unit in $units; do
  file=/usr/lib/systemd/system/$unit pid=/run/$unit.pid
  field() { sed -n "s/^$1=//p" "$file"; }
  case $verb in
  preset) mkdir -p /etc/systemd/system/multi-user.target.wants; ln -sf "$file" /etc/systemd/system/multi-user.target.wants/ ;;
  is-enabled) if [ -e /etc/systemd/system/multi-user.target.wants/$unit ]; then echo enabled; else echo disabled; exit 1; fi ;;
  start)
    cd "$(field WorkingDirectory)" || exit 1
    runuser -u farmhand -- $(field ExecCondition) >>/var/log/$unit 2>&1 || continue
    setsid runuser -u farmhand -- $(field ExecStart) </dev/null >>/var/log/$unit 2>&1 &
    sleep 0.2
    pgrep -P $! -o >$pid || echo $! >$pid
    ;;
  stop)
    if [ -e $pid ]; then
      kill -TERM "$(cat $pid)"
      while [ -e /proc/"$(cat $pid)" ]; do sleep 0.1; done
      rm $pid
    fi
    ;;
  esac
done
`;

/** Writes the same package as another, newer version: 9.0.0. */
export async function newerOf(deb: string, newer: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-newer-'));
  try {
    await run('dpkg-deb', ['-R', deb, 'tree'], folder);
    for (const [path, field] of [
      ['tree/DEBIAN/control', /^Version: .*/m],
      ['tree/usr/lib/farmhand/package.json', /"version": ".*"/],
    ] as const) {
      const text = readFileSync(join(folder, path), 'utf8');
      writeFileSync(
        join(folder, path),
        text.replace(field, (old) => old.replace(/\d+\.\d+\.\d+/, '9.0.0')),
      );
    }
    await run('dpkg-deb', ['-Znone', '--root-owner-group', '-b', 'tree', newer], folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
