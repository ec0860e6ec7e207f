import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { pluginFarm } from '../main/plugin-farm.ts';
import { freePorts } from '../support/daemon.ts';
import { needsRoot } from '../support/root.ts';
import { needs } from '../support/servers.ts';
import { root as checkout } from './package.ts';
import { baseImage, farmhandImage, nodeImage, type Podman, rootlessPodman } from './podman.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 1_800_000 });

const there = needs('mmdebstrap', 'podman', 'runc', 'newuidmap');
/** Root makes the user for whom it is run. */
const suite = there === describe ? needsRoot() : describe.skip;

/** Builds the image and runs it as compose.yaml does, by Podman of a user. Takes a Debian mirror, the npm registry and some minutes. */
suite('the image', () => {
  let its: Podman;
  let image: string;
  let sandbox: Sandbox;
  beforeAll(async () => {
    its = await rootlessPodman();
    await nodeImage(its);
    image = await farmhandImage(its);
    sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
  });
  afterAll(async () => {
    await sandbox?.close();
    await its?.remove();
  });

  test('has farmhand, run by a user, and adds less than 60 MB to the image of Node', async () => {
    const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
    expect(await its.podman(['run', '--rm', '--network', 'host', image, '--version'])).toBe(`farmhand ${version}\n`);
    const id = ['run', '--rm', '--network', 'host', '--entrypoint', 'id', image, '-un'];
    expect(await its.podman(id)).toBe('node\n');
    const size = async (name: string) => Number(await its.podman(['image', 'inspect', '--format', '{{.Size}}', name]));
    expect((await size(image)) - (await size(baseImage))).toBeLessThan(60_000_000);
  });

  test('has a demo', async () => {
    const words = ['run', '--rm', '--interactive', '--network', 'host', image, 'demo'];
    expect(await its.podman(words, '!clone gallifrey dev\n!approve\n')).toMatch(
      /Run \d+ is done in .*: clone gallifrey to gallifrey-dev/,
    );
  });

  test('as compose.yaml runs it, it is healthy, answers, and ends in good order when it is stopped', async () => {
    const { services } = parse(readFileSync(join(checkout, 'compose.yaml'), 'utf8'), { merge: true });
    const { bot } = services as {
      readonly bot: { read_only: boolean; tmpfs: string; cap_drop: string[]; security_opt: string[] };
    };
    const limits = [
      ...(bot.read_only ? ['--read-only'] : []),
      ...['--tmpfs', bot.tmpfs],
      ...bot.cap_drop.flatMap((one) => ['--cap-drop', one]),
      ...bot.security_opt.flatMap((one) => ['--security-opt', one.replace(/:true$/, '')]),
    ];
    const [port] = await freePorts(1);
    const folder = farmFolder(its, sandbox);
    const words = ['run', '--detach', '--name', 'bot', '--network', 'host', ...limits];
    const settings = [
      `FARMHAND_HTTP=127.0.0.1:${port}`,
      'FARMHAND_FARM=/etc/farmhand/farm.yaml',
      'XDG_CACHE_HOME=/tmp',
    ];
    await its.podman([
      ...words,
      ...settings.flatMap((one) => ['--env', one]),
      '-v',
      `${folder}:/etc/farmhand:ro`,
      '-v',
      'journal:/var/lib/farmhand',
      image,
    ]);
    await vi.waitFor(() => its.podman(['healthcheck', 'run', 'bot']), { timeout: 60_000, interval: 1000 });
    expect(await its.podman(['exec', 'bot', '/opt/farmhand/bin/farmhand', 'say', '!list'])).toContain('gallifrey');
    await its.podman(['stop', '--time', '30', 'bot']);
    expect(await its.podman(['inspect', '--format', '{{.State.ExitCode}}', 'bot'])).toBe('0\n');
    await its.podman(['rm', 'bot']);
  });
});

/** A folder with farm.yaml of the sandbox's farm, its key and its host keys, readable for the user in the container. */
function farmFolder({ folder }: Podman, sandbox: Sandbox): string {
  const farm = pluginFarm(sandbox, {
    data: { folder: '/var/lib/farmhand', journal: '/var/lib/farmhand/journal.sqlite' },
    // Nobody listens there: it tries for ever.
    chat: { irc: { host: '127.0.0.1', port: 9, tls: false } },
  });
  const own = join(folder, 'farm');
  mkdirSync(own);
  const text = readFileSync(farm.file, 'utf8')
    .replaceAll(sandbox.keyFile, '/etc/farmhand/ssh_key')
    .replaceAll(sandbox.knownHostsFile, '/etc/farmhand/known_hosts');
  farm.remove();
  for (const [name, content] of [
    ['farm.yaml', text],
    ['ssh_key', readFileSync(sandbox.keyFile, 'utf8')],
    ['known_hosts', readFileSync(sandbox.knownHostsFile, 'utf8')],
  ] as const) {
    writeFileSync(join(own, name), content);
    chmodSync(join(own, name), 0o644);
  }
  return own;
}
