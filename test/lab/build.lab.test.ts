import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commit, source } from '../packaging-farm/toy-package.ts';
import { until } from '../support/daemon.ts';
import { type Installation, openInstallation } from './farmhand.ts';
import { type LabFarm, labFarm } from './fixture.ts';
import { must } from './run.ts';

/** Milliseconds for what runs in a VM of an emulated host. */
const patience = 20 * 60_000;
/** Of what takes seconds each time. */
const tries = 10 * 30;
const house = join(import.meta.dirname, '../../packaging-farm');

describe('farmhand builds on a clone, on a real farm', () => {
  let lab: LabFarm;
  let installation: Installation;
  let folder: string;

  beforeAll(async () => {
    lab = await labFarm();
    folder = await mkdtemp(join(tmpdir(), 'farmhand-lab-build-'));
    installation = await openInstallation(lab, {
      // All of its memory: dpkg-deb alone takes 94 MiB to compress.
      ganeti: { node: 'host01.farm', memory: '512M', balloon: '512M' },
      vms: {
        gallifrey: { protected: true },
        skaro: { protected: true, build: { meta: 'skaro', revision: 'v1' } },
        'skaro-dev': { build: { meta: 'skaro' } },
      },
    });
  });
  afterAll(async () => {
    await installation?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const say = async (...words: string[]) => {
    const { ended, said } = installation.farmhand(words);
    return { ...(await ended), said: said() };
  };
  /** Runs a script in the clone, by the port people use for it, with what `from` prints on its standard input. */
  const inClone = (script: string, from = 'true') => {
    const options = [`UserKnownHostsFile=${join(folder, 'known_hosts')}`, 'StrictHostKeyChecking=accept-new'];
    const ssh = [
      ...['ssh', '-F', 'none', '-i', lab.ssh.keyFile, '-p', String(lab.ports[22006]), '-o', 'IdentitiesOnly=yes'],
      ...[...options, 'ConnectTimeout=120', 'BatchMode=yes', 'LogLevel=ERROR'].flatMap((option) => ['-o', option]),
      ...['root@127.0.0.1', script],
    ];
    return must('sh', ['-c', `${from} | "$@"`, 'sh', ...ssh]);
  };

  it('clones a VM that builds, and sets it to its own revision', { timeout: patience }, async () => {
    const { state, why } = await installation.outcome(installation.see(1, 'clone skaro dev'));
    expect(state, why).toBe('done');
  });

  it('takes up its host key as a person does, and installs packaging-farm and a package there', {
    timeout: patience,
  }, async () => {
    let shown = '';
    // In a VM of an emulated host the first handshake may take longer than farmhand waits for one.
    const keyIn = () => /ed25519 +(SHA256:\S+)/.exec(shown)?.[1] ?? '';
    await until(
      () => `the clone to show its host key; it was: ${shown}`,
      async () => {
        shown = (await say('host-key', 'skaro-dev')).said;
        return keyIn() !== '';
      },
      tries,
    );
    const fingerprint = keyIn();
    const added = await say('host-key', 'skaro-dev', fingerprint);
    expect(added.code, added.said).toBe(0);

    commit(join(folder, 'root/git/toy'), source({ name: 'toy' }), 1_300_000_000);
    const end = 'include $(LIBDIR)/Makefile\n';
    const settings = {
      'packaging-farm.conf': 'GIT_REVISION = master\nDISTRIBUTIONS = bookworm\n',
      'toy.mk': `PACKAGE = toy\nSOURCE_GIT = /root/git/toy\n${end}`,
      'skaro.mk': `PACKAGE = skaro\nROLE = meta-package\nCHILD_PACKAGES = toy\n${end}`,
    };
    await must('mkdir', ['-p', join(folder, 'etc/packaging-farm')]);
    for (const [name, text] of Object.entries(settings))
      await writeFile(join(folder, 'etc/packaging-farm', name), text);
    await inClone('tar -xC /', `tar -C '${folder}' --owner=0 --group=0 -c root/git etc/packaging-farm`);
    // As farmhand doctor has it.
    await inClone('d=$(mktemp -d) && tar -xC "$d" && make -s -C "$d" install', `tar -cC '${house}' .`);
  });

  it('builds a package and its repository in the clone by !build', { timeout: patience }, async () => {
    await until(
      'packaging-farm there to answer',
      async () => /packages +0 built, 1 stale/.test((await say('say', '!status skaro-dev')).said),
      tries,
    );
    const { state, why, steps } = await installation.outcome(installation.see(2, 'build skaro-dev'));
    expect(state, why).toBe('done');
    expect(steps).toMatchObject([{ receipt: { built: 2, unchanged: 0, failed: 0 } }]);
    const packages = await inClone(
      'cat /var/lib/packaging-farm/skaro/bookworm/dists/bookworm/main/binary-amd64/Packages',
    );
    expect(packages).toMatch(/^Package: toy$/m);
    expect(packages).toMatch(/^Version: 1\.0~20110313\.070640\.[0-9a-f]{7}-1$/m);
  });

  it('says in its status what is built there', { timeout: patience }, async () => {
    const { code, said } = await say('say', '!status skaro-dev');
    expect(said).toMatch(/builds +skaro, usually from master/);
    expect(said).toMatch(/packages +1 built, 0 stale, 0 failed/);
    expect(code).toBe(0);
  });
});
