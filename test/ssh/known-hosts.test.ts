import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { describe, expect, test } from 'vitest';
import { fingerprint, keysOf, keyType, knownName, parseKnownHosts } from '../../src/ssh/known-hosts.ts';
import { needs } from '../support/servers.ts';

const publicKey = ssh2.utils.generateKeyPairSync('ed25519').public.trim();
const [type, encoded] = publicKey.split(' ');

describe('parsing known_hosts', () => {
  test.each([
    ['a plain line', `farm ${publicKey}`, 1],
    ['a comment after the key', `farm ${publicKey} somebody@somewhere`, 1],
    ['tabs, spaces before and CR', `  farm\t${type}\t${encoded}\r`, 1],
    ['a revoked key', `@revoked farm ${publicKey}`, 1],
    ['a certificate authority, which is no host key', `@cert-authority *.farm ${publicKey}`, 0],
    ['an unknown marker', `@other farm ${publicKey}`, 0],
    ['a comment', `# farm ${publicKey}`, 0],
    ['an empty line', '', 0],
    ['a key that is cut short', `farm ${type} ${encoded?.slice(0, 10)}`, 0],
    ['a key of another type than the line says', `farm ssh-rsa ${encoded}`, 0],
    ['the format of protocol 1', 'farm 1024 35 1234567890', 0],
  ])('%s', (_, line, count) => {
    expect(parseKnownHosts(`${line}\n`)).toHaveLength(count);
  });

  test('lines are numbered as in the file', () => {
    expect(parseKnownHosts(`# one\n\nfarm ${publicKey}\n`)[0]?.line).toBe(3);
  });
});

describe('finding a host', () => {
  test.each([
    ['farm', 'farm', 22, true],
    ['farm', 'FARM', 22, true],
    ['farm', 'farm', 2222, false],
    ['[farm]:2222', 'farm', 2222, true],
    ['[farm]:2222', 'farm', 22, false],
    ['[farm]:2222', 'farm', 2223, false],
    ['other,farm,10.0.0.1', '10.0.0.1', 22, true],
    ['*.farm', 'host01.farm', 22, true],
    ['*.farm', 'farm', 22, false],
    ['host0?.farm', 'host01.farm', 22, true],
    ['host0?.farm', 'host012.farm', 22, false],
    ['host01.farm', 'host01xfarm', 22, false],
    ['*.farm,!host01.farm', 'host01.farm', 22, false],
    ['*.farm,!host01.farm', 'host02.farm', 22, true],
    ['!host01.farm', 'host02.farm', 22, false],
    ['[*]:2222', 'anything', 2222, true],
    ['host0?.farm', 'host01.farm', 22, true],
    ['host0?.farm', 'host0.farm', 22, false],
    ['h*1*', 'host01.farm', 22, true],
    ['*.*.farm', 'host01.farm', 22, false],
    [`${'*a'.repeat(40)}b`, 'a'.repeat(200), 22, false],
    ['::1', '::1', 22, true],
  ])('%s and %s port %d: %s', (patterns, address, port, found) => {
    const known = parseKnownHosts(`${patterns} ${publicKey}\n`);
    expect(known).toHaveLength(1);
    expect(keysOf(known, address, port)).toHaveLength(found ? 1 : 0);
  });
});

needs('ssh')('what ssh-keygen makes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-known-'));
  const file = join(folder, 'known_hosts');

  test('a hashed name is found, and only by that name', () => {
    writeFileSync(file, `farm ${publicKey}\n[farm]:2222 ${publicKey}\n`);
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    const known = parseKnownHosts(readFileSync(file, 'utf8'));
    expect(known.map(({ hosts }) => hosts.slice(0, 3))).toEqual(['|1|', '|1|']);
    expect(keysOf(known, 'farm', 22)).toHaveLength(1);
    expect(keysOf(known, 'farm', 2222)).toHaveLength(1);
    expect(keysOf(known, 'barn', 22)).toHaveLength(0);
  });

  test('a fingerprint reads as ssh-keygen -l prints it', () => {
    writeFileSync(file, `${publicKey}\n`);
    const key = Buffer.from(encoded ?? '', 'base64');
    expect(execFileSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' }).split(' ')[1]).toBe(fingerprint(key));
    rmSync(folder, { recursive: true });
  });
});

test('what is no key has no type', () => {
  expect(keyType(Buffer.from([0, 0, 0, 200, 65]))).toBeUndefined();
  expect(keyType(Buffer.alloc(2))).toBeUndefined();
});

test('a name has brackets only on another port', () => {
  expect(knownName('Farm', 22)).toBe('farm');
  expect(knownName('::1', 2222)).toBe('[::1]:2222');
});
