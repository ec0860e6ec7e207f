import { type Examined, examined } from '../../src/farm/examined.ts';
import { type Finding, problem } from '../../src/farm/finding.ts';
import { nextAddress } from '../../src/farm/pool.ts';
import { part, partOf } from '../../src/farm/read-parts.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import type { Reading } from '../../src/farm/state.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import { readable } from '../../src/farm/text/unreadable.ts';
import { type KeaConfig, keaConfig } from './config.ts';
import { socketProblem } from './place.ts';
import { obstacleTo } from './reserving.ts';
import { runningFact, type Server, silence } from './running.ts';
import { type KeaSettings, keaOf } from './settings.ts';
import { sourceFact } from './source.ts';

/** Whether the file can be edited, every address of the pool has its place there, and the server says what it has. */
export function examine(farm: FarmSettings): readonly Examined[] {
  const kea = keaOf(farm);
  const { host, file, socket } = kea;
  const place = `${host}:${file}`;
  const config = part({
    facts: { state: fileFact(host, file), source: sourceFact(host, file, 'check') },
    make: ({ state, source: { files, refused } }) => ({
      config: readable(place, () => keaConfig(textOf(place, state), file, files)),
      refused,
    }),
  });
  return [
    examined({
      parts: { config, server: partOf(runningFact(host, socket)) },
      explains: ['dhcp'],
      findings: ({ config, server }) => [...ofFile(farm, kea, config), ...ofServer(kea, server)],
    }),
  ];
}

const named = 'dhcp.file in farm.yaml names the file the server was started with.';

function ofFile(
  farm: FarmSettings,
  { host, file, socket, subnet }: KeaSettings,
  read: Reading<{ readonly config: KeaConfig; readonly refused: string | null }>,
): readonly Finding[] {
  if ('unknown' in read) return [problem(host, read.unknown, named)];
  const { config, refused } = read.known;
  if (refused) return [problem(host, `kea-dhcp4 refuses ${file} as it is: ${refused}`, named)];
  const apart = socketProblem(config, socket);
  const obstacle = (address: string) => obstacleTo(config, { name: '', address, subnet });
  const without = nextAddress(farm.pool, { has: (address) => obstacle(address) === null });
  return [
    ...(apart === null ? [] : [problem(host, apart, 'dhcp.socket in farm.yaml is where the server listens.')]),
    ...(without === undefined
      ? []
      : [
          problem(
            host,
            `${without} of the pool ${farm.pool.network} cannot be reserved: ${obstacle(without)}`,
            'Correct that, or pool and dhcp.subnet in farm.yaml.',
          ),
        ]),
  ];
}

function ofServer(kea: KeaSettings, server: Reading<Server>): readonly Finding[] {
  const words =
    'unknown' in server ? server.unknown : 'silent' in server.known ? silence(kea, server.known.silent) : null;
  return words === null ? [] : [problem(kea.host, words, 'No reservation is made while it does not answer.')];
}
