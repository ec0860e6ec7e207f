import { readFile } from 'node:fs/promises';
import ssh2, { type AnyAuthMethod } from 'ssh2';
import type { HostSettings } from './settings.ts';
import { isShortage } from './shortage.ts';

/** What can be tried to log in, and what could not even be tried, in words. */
export interface Credentials {
  readonly methods: readonly AnyAuthMethod[];
  readonly tried: readonly string[];
  readonly unusable: readonly string[];
}

/** Reads the key files each time, so that a key can be replaced while the bot runs. Never puts anything of a key in a message. */
export async function credentials({ user, keyFiles = [], agent }: HostSettings): Promise<Credentials> {
  const methods: AnyAuthMethod[] = [];
  const tried: string[] = [];
  const unusable: string[] = [];
  for (const file of keyFiles) {
    const key = await readKey(file);
    if (typeof key === 'string') unusable.push(key);
    else {
      methods.push({ type: 'publickey', username: user, key });
      tried.push(`key ${file}`);
    }
  }
  if (agent !== undefined) {
    methods.push({ type: 'agent', username: user, agent });
    tried.push(`the keys of the agent ${agent}`);
  }
  if (keyFiles.length === 0 && agent === undefined) unusable.push('neither a key file nor an ssh-agent is configured');
  return { methods, tried, unusable };
}

async function readKey(file: string): Promise<Buffer | string> {
  const content = await readFile(file).catch((cause: Error) => cause);
  if (isShortage(content)) throw content;
  if (content instanceof Error) return `key ${file} cannot be read: ${content.message}`;
  const key = ssh2.utils.parseKey(content);
  if (!(key instanceof Error)) return key.isPrivateKey() ? content : `${file} is not a private key`;
  if (/passphrase/i.test(key.message))
    return `key ${file} is protected by a passphrase: give it to ssh-agent (ssh-add ${file}) and name the agent, or use a key without one`;
  return `${file} is not a key this program can read`;
}
