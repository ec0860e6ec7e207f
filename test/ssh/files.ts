import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect } from 'vitest';
import { parseFileState, readFileScript } from '../../src/ssh/file-state.ts';
import type { FileState, Script, Transaction } from '../../src/ssh/host.ts';
import { host, sshd, useHost } from './one-host.ts';

/** Of the test that runs: a new folder, and a file hooks write to. */
export let folder: string;
export let log: string;

/** A host, and for each test a folder on it with nothing in it. */
export function useFiles(): void {
  useHost();
  beforeEach(() => {
    folder = mkdtempSync(join(sshd.folder, 'etc-'));
    log = join(sshd.folder, `log-${folder.slice(-6)}`);
  });
}

export const at = (name: string) => join(folder, name);
export const put = (name: string, content: string | Buffer) => writeFileSync(at(name), content);
export const get = (name: string) => readFileSync(at(name), 'utf8');
export const logged = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');

export const text = (value: string): FileState => ({ text: value });

/** What farmhand reads at a path. */
export async function read(name: string, on = host): Promise<FileState> {
  return parseFileState(at(name), await on.run(readFileScript(at(name))));
}

/** A hook that writes down that it ran, and does something then. */
export function hook(name: string, then = ''): Script {
  return { script: `printf ${name} >>"${log}"; ${then}` };
}

export function failureOf(transaction: Transaction): Promise<Error> {
  return host.edit(transaction).then(
    () => expect.fail('it was done'),
    (error: Error) => error,
  );
}

/** Nothing of any transaction is left: no temporary file, nothing kept. */
export function expectTidy(): void {
  expect(readdirSync(folder).filter((name) => name.endsWith('.farmhand'))).toEqual([]);
  expect(readdirSync(join(sshd.state, 'kept'))).toEqual([]);
}
