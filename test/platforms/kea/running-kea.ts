import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { reservation } from '../../../platforms/kea/reservation.ts';
import { applying, judge, type RealHost, realHost } from '../../farm/real-host.ts';
import type { Daemon } from '../../support/daemon.ts';
import { ask, startKea } from './server.ts';

/** Two reservations as operators write them. */
export const list = `[
          # rose's
          {
            "hw-address": "52:54:00:AA:BB:02", /* old card */
            "ip-address": "10.10.60.2",
            "hostname": "skaro.xivo.vm.farm"
          }, // keep
          {
            "hw-address": "52:54:00:aa:bb:03",
            "ip-address": "10.10.60.3",
            "hostname": "gallifrey.xivo.vm.farm"
          } # the last
        ]`;
/** The reservation of gallifrey-dev as it is written beside those of `list`. */
export const own = [
  '{',
  '  "hw-address": "52:54:86:b3:3f:10",',
  '  "ip-address": "10.10.60.6",',
  '  "hostname": "gallifrey-dev.xivo.vm.farm"',
  '}',
];
/** Lines of a file, each behind an indent. */
export const indented = (lines: readonly string[], indent: string) =>
  lines.map((line) => `${indent}${line}\n`).join('');

interface ConfigGet {
  readonly Dhcp4: { readonly subnet4: readonly { readonly reservations: readonly { readonly hostname: string }[] }[] };
}

/** In a suite: a host reached by SSH, and for each test a folder with a Kea that `start` starts. */
export function runningKea() {
  let real: RealHost | undefined;
  let kea: Daemon | undefined;
  let folder = '';
  beforeAll(async () => {
    real = await realHost();
  });
  afterAll(() => real?.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-kea-'));
    return async () => {
      await kea?.stop();
      kea = undefined;
      rmSync(folder, { recursive: true });
    };
  });
  const hosts: RealHost['hosts'] = (name) => (real as RealHost).hosts(name);
  const file = () => join(folder, 'kea-dhcp4.conf');
  const place = () => ({ host: 'host01', file: file(), socket: join(folder, 'socket') });
  return {
    hosts,
    file,
    folder: () => folder,
    read: () => readFileSync(file(), 'utf8'),
    write: (content: string) => writeFileSync(file(), content),
    /** Starts Kea with a configuration, and gives it back. */
    start: async (content: string): Promise<string> => {
      writeFileSync(file(), content);
      kea = await startKea(folder);
      return content;
    },
    stop: async () => await kea?.stop(),
    /** Host names of the running server's reservations. */
    served: (): readonly string[] => {
      const { Dhcp4 } = ask(folder, 'config-get') as ConfigGet;
      return Dhcp4.subnet4.flatMap(({ reservations }) => reservations.map(({ hostname }) => hostname));
    },
    /** Arguments: gallifrey-dev shall be there. */
    dev: (): Record<string, unknown> => ({
      ...place(),
      present: true,
      name: 'gallifrey-dev.xivo.vm.farm',
      mac: '52:54:86:b3:3f:10',
      address: '10.10.60.6',
    }),
    /** Arguments: one of `list` shall not be there. */
    gone: (name = 'gallifrey.xivo.vm.farm'): Record<string, unknown> => ({ ...place(), present: false, name }),
    look: (args: unknown) => judge(hosts, reservation, args),
    /** Does what was seen earlier, whatever the host shows by now. */
    apply: (args: unknown, seen: Awaited<ReturnType<typeof judge>>['seen']) =>
      reservation.apply(reservation.args.parse(args), seen, applying(hosts)),
  };
}
