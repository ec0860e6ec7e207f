import { createInterface } from 'node:readline/promises';
import { jumpsOf } from '../src/ssh/hosts.ts';
import { addHostKey, type OfferedKey, scanHostKeys } from '../src/ssh/scan.ts';
import { readFarm } from './farm.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';

/** `farmhand host-key HOST [FINGERPRINT]`: shows a host's keys, and adds the one a person has compared to known_hosts. */
export async function hostKey(program: Program): Promise<Exit> {
  const [name, fingerprint, ...more] = program.words;
  if (name === undefined || more.length > 0) throw new UsageError('it is: farmhand host-key HOST [FINGERPRINT]');
  const { hosts } = await readFarm(program);
  const settings = hosts.get(name);
  if (!settings) throw new UsageError(`farm.yaml has no host ${name}; it has ${[...hosts.keys()].join(', ')}`);
  const offered = await scanHostKeys(settings, jumpsOf([...hosts.values()], settings));
  const { output } = program;
  output.write(`${settings.address} port ${settings.port} shows:\n${offered.map(shown).join('')}`);
  const chosen = printIn(fingerprint ?? (await asked(program, name)));
  const key = offered.find((one) => one.fingerprint === chosen);
  if (!key) return refused(program, chosen);
  await addHostKey(settings.knownHostsFile, settings.address, settings.port, key.key);
  output.write(`Added to ${settings.knownHostsFile}.\n`);
  return exit.done;
}

/** A line that shows a key. */
export function shown({ type, fingerprint }: OfferedKey): string {
  return `  ${type}  ${fingerprint}\n`;
}

/** The fingerprint in what a person typed, who may have copied the whole line that ssh-keygen(1) prints; what has none, as it is. */
export function printIn(typed: string): string {
  return /(?<!\S)SHA256:[A-Za-z0-9+/]{43}(?!\S)/.exec(typed)?.[0] ?? typed;
}

/** How a person finds the fingerprint to compare with. */
export const compare =
  'Compare with what the host itself says, typed there: ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub\n';

/** The fingerprint a person has compared; empty where nobody can be asked. */
async function asked({ input, output }: Program, name: string): Promise<string> {
  output.write(compare);
  if (input.isTTY !== true) {
    output.write(`Then: farmhand host-key ${name} FINGERPRINT\n`);
    return '';
  }
  const typing = createInterface({ input, output });
  try {
    return (await typing.question('Fingerprint you found there (empty: none is added): ')).trim();
  } finally {
    typing.close();
  }
}

function refused({ error }: Program, chosen: string): Exit {
  error.write(
    chosen === ''
      ? 'No key was added.\n'
      : `The host shows no key ${chosen}, so none was added. Somebody may stand between you and it: find out before you go on.\n`,
  );
  return exit.failed;
}
