import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askedChat } from '../../main/init-chat.ts';
import { askedHosts, hostsIn, pin, settingsOf } from '../../main/init-hosts.ts';
import { namesOfNetworks } from '../../main/network-names.ts';
import type { Program } from '../../main/program.ts';
import { openQuestions, type Questions } from '../../main/questions.ts';
import { fingerprint } from '../../src/ssh/known-hosts.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farmhand-init-hosts-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program at a terminal, or not at one, and what it said. */
function programAt(isTTY: boolean, words: readonly string[] = [], key?: string) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough({ encoding: 'utf8' });
  const program: Program = {
    ...{ env: { HOME: folder }, input, output, error: output, farmFile: join(folder, 'farm.yaml'), farm: undefined },
    ...{ sudoers: false, plugins: false, web: false, host: undefined, key, work: true, concurrency: undefined, words },
  };
  return { program, input, said: () => String(output.read() ?? '') };
}

/** Somebody who answers these in turn, empty for what is proposed; what was asked. */
function answering(...answers: readonly string[]): Questions & { readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...answers];
  const ask = async (question: string, otherwise?: string) => {
    asked.push(question);
    return left.shift() || (otherwise ?? '');
  };
  return { able: true, asked, ask, close: () => {} };
}

describe('hosts as they are typed', () => {
  test('have the names their addresses begin with, or numbers', () => {
    const words = ['master.lab.example', 'farmer@10.0.0.7:2222', 'root@[fd00::7]', 'master.other.example'];
    expect(hostsIn(words, ['k']).map(({ host }) => host)).toEqual([
      { name: 'master', address: 'master.lab.example', port: 22, user: 'root', keys: ['k'] },
      { name: 'host02', address: '10.0.0.7', port: 2222, user: 'farmer', keys: ['k'] },
      { name: 'host03', address: 'fd00::7', port: 22, user: 'root', keys: ['k'] },
      { name: 'host04', address: 'master.other.example', port: 22, user: 'root', keys: ['k'] },
    ]);
  });

  test.each(['', '-oProxyCommand=x', 'root@', 'a b', 'host:port', 'host=MD5:00', 'host;id', 'host:0', 'host:65536'])(
    '%j is none',
    (word) => {
      expect(() => hostsIn([word], [])).toThrow('is no host: it is [USER@]HOST[:PORT][=FINGERPRINT]');
    },
  );

  test('are not the same place twice', () => {
    expect(() => hostsIn(['host01', 'host02', 'root@HOST01:022'], [])).toThrow('host01 port 22 is named twice');
  });

  test('are asked for where none is given', async () => {
    await writeFile(join(folder, 'id'), '');
    const questions = answering('farmer@master.farm', 'net.farm  gate.farm', join(folder, 'id'));
    const named = await askedHosts(programAt(true).program, questions);
    expect(named.map(({ host }) => [host.name, host.user, host.keys])).toEqual([
      ['master', 'farmer', [join(folder, 'id')]],
      ['net', 'root', [join(folder, 'id')]],
      ['gate', 'root', [join(folder, 'id')]],
    ]);
  });

  test('need a key that is there', async () => {
    const { program } = programAt(false, ['host01'], join(folder, 'missing'));
    await expect(askedHosts(program, openQuestions(program))).rejects.toThrow('missing. Make one: ssh-keygen');
  });
});

describe('the key of a host', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.remove());
  const print = () => fingerprint(Buffer.from(sshd.hostKeys[0]?.split(' ')[1] ?? '', 'base64'));
  const settings = (program: Program) =>
    settingsOf({ name: 'host01', address: '127.0.0.1', port: sshd.port, user: 'root', keys: [] }, program);
  const pinned = () => readFile(join(folder, 'known_hosts'), 'utf8').catch(() => '');
  const line = () => `[127.0.0.1]:${sshd.port} ${sshd.hostKeys[0]}\n`;

  test('is written down when a person has found the same on the host', async () => {
    const { program, said } = programAt(true);
    await pin(settings(program), undefined, program, answering(print()));
    expect(said()).toContain(`ssh-ed25519  ${print()}\nCompare with what the host itself says`);
    expect(await pinned()).toBe(line());
  });

  test('may be answered by the whole line that ssh-keygen prints there', async () => {
    const { program } = programAt(true);
    await pin(settings(program), undefined, program, answering(`256 ${print()} root@host01 (ED25519)`));
    expect(await pinned()).toBe(line());
  });

  test('is not the one in known_hosts beside farm.yaml, when another was given', async () => {
    await writeFile(join(folder, 'known_hosts'), line());
    const { program } = programAt(false);
    const given = `SHA256:${'x'.repeat(43)}`;
    const pinning = pin(settings(program), given, program, openQuestions(program));
    await expect(pinning).rejects.toThrow(`has another key for 127.0.0.1 port ${sshd.port} than ${given}: ${print()}`);
    await pin(settings(program), print(), program, openQuestions(program));
    expect(await pinned()).toBe(line());
  });

  test.each([
    ['typed', undefined],
    ['given', `SHA256:${'x'.repeat(43)}`],
  ])('is not, when the one that was %s is another', async (_, given) => {
    const { program } = programAt(true);
    const pinning = pin(settings(program), given, program, answering('SHA256:other'));
    await expect(pinning).rejects.toThrow('Somebody may stand between you and it');
    expect(await pinned()).toBe('');
  });

  test('is not, where nobody can be asked: what to give is said', async () => {
    const { program } = programAt(false);
    await expect(pin(settings(program), undefined, program, openQuestions(program))).rejects.toThrow(
      'then give it: 127.0.0.1=SHA256:…',
    );
    expect(await pinned()).toBe('');
  });

  test('is taken from the known_hosts of the user, who has compared it before, and nothing is asked', async () => {
    await mkdir(join(folder, '.ssh'));
    await writeFile(join(folder, '.ssh/known_hosts'), `other.farm ssh-ed25519 AAAA\n${line()}`);
    const { program, said } = programAt(false);
    await pin(settings(program), undefined, program, openQuestions(program));
    expect(said()).toBe(`host01: its key is known to you by ~/.ssh/known_hosts (${print()}).\n`);
    expect(await pinned()).toBe(line());
  });
});

describe('where people talk', () => {
  test('is this terminal alone, unless they say otherwise', async () => {
    expect(await askedChat(answering('', 'alice'))).toMatchObject({
      person: { name: 'alice', identities: { console: expect.any(String) } },
      chat: {},
      secrets: [],
    });
  });

  test('on IRC and Slack no secret is asked for: which variables are needed is said', async () => {
    const irc = answering('irc', 'alice', 'irc.example.org', '#xivo', '', 'alice_', '');
    expect(await askedChat(irc)).toMatchObject({
      person: { name: 'alice', identities: { irc: 'alice_' } },
      chat: { irc: { host: 'irc.example.org', channels: ['#xivo'], sasl: 'plain', account: 'farmhand' } },
      secrets: ['FARMHAND_IRC_PASSWORD'],
    });
    const slack = answering('slack', 'alice', 'C0123456789', '');
    expect(await askedChat(slack)).toMatchObject({
      chat: { slack: { channels: ['C0123456789'] } },
      secrets: ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
    });
    expect([...irc.asked, ...slack.asked].join()).not.toMatch(/password|token/i);
  });

  test('on several IRC networks each has a name, by its server, and a password of its own', async () => {
    const irc = answering(
      ...['irc', 'alice', 'irc.libera.chat', '#farm', '', 'alice_'],
      ...['irc.oftc.net', '#farm', 'fh', '', ''],
    );
    const talk = await askedChat(irc);
    expect(talk).toMatchObject({
      person: { identities: { irc: { libera: 'alice_', oftc: 'alice' } } },
      chat: { irc: { libera: { host: 'irc.libera.chat' }, oftc: { host: 'irc.oftc.net', account: 'fh' } } },
      secrets: ['FARMHAND_IRC_PASSWORD_LIBERA', 'FARMHAND_IRC_PASSWORD_OFTC'],
    });
  });

  test.each([
    [
      ['irc.libera.chat', 'irc.oftc.net'],
      ['libera', 'oftc'],
    ],
    [
      ['localhost', '127.0.0.1'],
      ['localhost', 'net2'],
    ],
    [
      ['irc.farm', 'irc2.farm', 'nick.chat'],
      ['farm', 'irc2', 'net3'],
    ],
  ])('of networks on %j the names are %j', (hosts, names) => {
    expect(namesOfNetworks(hosts)).toEqual(names);
  });

  test('is asked again when the answer is no such place', async () => {
    const questions = answering('icq', 'console', 'alice');
    expect(await askedChat(questions)).toMatchObject({ chat: {} });
    expect(questions.asked.slice(0, 2)).toEqual([questions.asked[0], questions.asked[0]]);
  });
});

describe('questions', () => {
  test('are asked one after the other; an empty answer is what is proposed, and is asked for again where nothing is', async () => {
    const { program, input, said } = programAt(true);
    const questions = openQuestions(program);
    const both = questions.ask('Who').then(async (who) => [who, await questions.ask('Where', 'here')]);
    input.write('\n  alice \n\n');
    expect(await both).toEqual(['alice', 'here']);
    expect(said()).toBe('Who: Who: Where [here]: ');
    questions.close();
  });

  test('end with the terminal', async () => {
    const { program, input } = programAt(true);
    const asked = openQuestions(program).ask('Who');
    input.end();
    await expect(asked).rejects.toThrow('it was broken off, and no farm.yaml was written');
  });

  test('without a terminal have the proposed answer, or none', async () => {
    const { ask } = openQuestions(programAt(false).program);
    expect(await ask('Where', 'here')).toBe('here');
    await expect(ask('Who')).rejects.toThrow('nobody is at a terminal to answer: Who');
  });
});
