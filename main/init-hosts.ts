import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { besideFile } from '../src/farm/config/beside-file.ts';
import type { DraftHost } from '../src/init/draft.ts';
import { readKnownHost } from '../src/ssh/host-key.ts';
import { fingerprint } from '../src/ssh/known-hosts.ts';
import { addHostKey, scanHostKeys } from '../src/ssh/scan.ts';
import { defaultPath, defaultState, type HostSettings } from '../src/ssh/settings.ts';
import { compare, printIn, shown } from './host-key.ts';
import { type Program, UsageError } from './program.ts';
import type { Questions } from './questions.ts';

/** A host as it is named on the command line, and the fingerprint of its key where that was given. */
export interface Named {
  readonly host: DraftHost;
  readonly fingerprint: string | undefined;
}

/** The hosts that were named, or are asked for. */
export async function askedHosts({ words, key, env }: Program, questions: Questions): Promise<readonly Named[]> {
  const hosts = words.length > 0 ? words : await askedWords(questions);
  const typed = key ?? (await questions.ask('Private key they are reached with (- for the ssh-agent)', usualKey(env)));
  // In farm.yaml a relative path would start at its own folder.
  const own = /^(-$|~\/)/.test(typed) ? typed : resolve(typed);
  if (own !== '-' && !existsSync(besideFile(own, { folder: '/', env })))
    throw new Error(
      `there is no key ${own}. Make one: ssh-keygen -t ed25519 -N '' -f ~/.ssh/farmhand, and put its .pub into authorized_keys of the hosts`,
    );
  return hostsIn(hosts, own === '-' ? [] : [own]);
}

async function askedWords({ ask }: Questions): Promise<readonly string[]> {
  const first = 'The host that is asked for VMs, of a cluster its master, as SSH reaches it ([USER@]HOST[:PORT])';
  const others = 'Other hosts of the farm with DNS, DHCP, firewall or proxy, a blank between them (empty: none)';
  const words = [await ask(first), ...(await ask(others, '')).split(/\s+/)];
  return words.filter((word) => word !== '');
}

function usualKey(env: Program['env']): string {
  const own = '~/.ssh/farmhand';
  if (existsSync(besideFile(own, { folder: '/', env })) || !env.SSH_AUTH_SOCK) return own;
  return '-';
}

/** `root@host01.farm:2222=SHA256:…` as hosts with names of their own. Throws UsageError. */
export function hostsIn(words: readonly string[], keys: readonly string[]): readonly Named[] {
  const names = new Set<string>();
  const places = new Set<string>();
  return words.map((word, at) => {
    const [, user = 'root', bracketed, plain, port = '22', print] =
      /^(?:([a-z_][a-z0-9_-]{0,31})@)?(?:\[([0-9a-fA-F:]+)\]|([A-Za-z0-9][A-Za-z0-9.-]*))(?::(\d{1,5}))?(?:=(SHA256:[A-Za-z0-9+/]{43}))?$/.exec(
        word,
      ) ?? [];
    const address = bracketed ?? plain;
    if (address === undefined || Number(port) < 1 || Number(port) > 65_535)
      throw new UsageError(`${JSON.stringify(word)} is no host: it is [USER@]HOST[:PORT][=FINGERPRINT]`);
    const place = `${address.toLowerCase()} port ${Number(port)}`;
    if (places.has(place)) throw new UsageError(`${place} is named twice`);
    places.add(place);
    const label = address.split('.')[0]?.toLowerCase() ?? '';
    const number = `host${String(at + 1).padStart(2, '0')}`;
    const isName = /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(label) && label !== 'localhost';
    const name = isName && !names.has(label) ? label : number;
    names.add(name);
    return { host: { name, address, port: Number(port), user, keys }, fingerprint: print };
  });
}

/** What a connection needs, as it will be by farm.yaml. */
export function settingsOf({ name, address, port, user, keys }: DraftHost, { farmFile, env }: Program): HostSettings {
  const folder = dirname(resolve(farmFile));
  return {
    name,
    address,
    port,
    user,
    keyFiles: keys.map((key) => besideFile(key, { folder, env })),
    ...(keys.length === 0 && env.SSH_AUTH_SOCK && { agent: env.SSH_AUTH_SOCK }),
    knownHostsFile: join(folder, 'known_hosts'),
    sudo: user !== 'root',
    path: defaultPath,
    state: defaultState,
  };
}

/**
 * Has the host's key in known_hosts beside farm.yaml: it is there already, or this user's own known_hosts has it, or a person has compared it.
 * @throws UsageError where it is not known and nobody can be asked; Error where another was compared.
 */
export async function pin(
  settings: HostSettings,
  given: string | undefined,
  { env, output }: Program,
  questions: Questions,
): Promise<void> {
  const { name, address, port, knownHostsFile } = settings;
  const place = `${address} port ${port}`;
  const known = async (file: string) => (await readKnownHost({ ...settings, knownHostsFile: file })).keys;
  const pinned = await known(knownHostsFile);
  if (given !== undefined && pinned.length > 0 && !pinned.some(({ key }) => fingerprint(key) === given))
    throw new Error(
      `${knownHostsFile} has another key for ${place} than ${given}: ${pinned.map(({ key }) => fingerprint(key)).join(', ')}. Find out which is the host's own. No farm.yaml was written`,
    );
  if (pinned.length > 0) return;
  const own = env.HOME === undefined ? [] : await known(join(env.HOME, '.ssh/known_hosts'));
  const trusted = own.filter(({ revoked }) => !revoked);
  if (given === undefined && trusted.length > 0) {
    for (const { key } of trusted) await addHostKey(knownHostsFile, address, port, key);
    output.write(
      `${name}: its key is known to you by ~/.ssh/known_hosts (${trusted.map(({ key }) => fingerprint(key)).join(', ')}).\n`,
    );
    return;
  }
  const offered = await scanHostKeys(settings);
  output.write(`${place} shows:\n${offered.map(shown).join('')}`);
  if (given === undefined && !questions.able)
    throw new UsageError(
      `whether that is ${name} nobody can be asked here. ${compare.trim()}; then give it: ${address}=SHA256:…`,
    );
  if (given === undefined) output.write(compare);
  const chosen = given ?? printIn(await questions.ask(`Fingerprint you found on ${name}`));
  const key = offered.find((one) => one.fingerprint === chosen);
  if (!key)
    throw new Error(
      `${place} shows no key ${chosen}. Somebody may stand between you and it: find out before you go on. No farm.yaml was written`,
    );
  await addHostKey(knownHostsFile, address, port, key.key);
}
