import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { root } from '../support/source.ts';
import { cache, farmhand } from './farmhand.ts';

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
  folder = await mkdtemp(join(tmpdir(), 'farmhand-start-'));
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** Paths of the modules that `farmhand start` on IRC has loaded when it connects to the server. */
async function loaded(): Promise<readonly string[]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const irc = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, tls: false, nick: 'farmhand' };
  const farm = join(folder, 'farm.yaml');
  await writeFile(farm, `${await readFile(sandbox.farmFile, 'utf8')}chat: ${JSON.stringify({ irc })}\n`);
  const [hook, list] = [join(folder, 'list.mjs'), join(folder, 'list')];
  await writeFile(
    hook,
    `import { appendFileSync } from 'node:fs';
     import { registerHooks } from 'node:module';
     registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); } });`,
  );
  const words = ['--import', hook, join(root, 'bin/farmhand'), 'start', '--farm', farm];
  const env = { ...process.env, XDG_CACHE_HOME: cache() };
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const exit = once(child, 'exit');
  const gone = exit.then(() => Promise.reject(new Error(`it ended before it connected: ${said}`)));
  const [socket] = await Promise.race([once(server, 'connection'), gone]);
  gone.catch(() => undefined);
  child.kill('SIGKILL');
  await exit;
  socket.destroy();
  server.close();
  return (await readFile(list, 'utf8')).trim().split('\n');
}

test('start on IRC loads nothing that only other subcommands and platforms use', async () => {
  const modules = await loaded();
  const some = (part: string) => modules.filter((url) => url.includes(part));
  expect(some('/adapters/irc/index.ts')).toHaveLength(1);
  const others = [
    '/sandbox/',
    '/src/doctor/',
    '/main/demo.ts',
    '/main/say.ts',
    '/main/http/',
    'prom-client',
    '/node_modules/string-width/',
    '/node_modules/wrap-ansi/',
    '/node_modules/diff/libesm/index.js',
    '/node_modules/iconv-lite/',
    '/node_modules/socks/',
  ];
  const platforms = ['/adapters/console/', '/adapters/slack/index.ts', 'node_modules/@slack/', 'node:readline'];
  expect([...others, ...platforms].flatMap(some)).toEqual([]);
});

test('what was compiled is kept for the next start in the cache of the user', async () => {
  const own = mkdtempSync(join(tmpdir(), 'farmhand-cache-'));
  onTestFinished(() => rmSync(own, { recursive: true }));
  expect(await farmhand(['--version'], { env: { XDG_CACHE_HOME: own } })).toMatchObject({ code: 0 });
  expect(readdirSync(join(own, 'farmhand', 'compiled'))).not.toEqual([]);
});

test('a user without a home starts it too, and nothing is kept', async () => {
  const env = { HOME: '', XDG_CACHE_HOME: '' };
  expect(await farmhand(['--version'], { cwd: folder, env })).toMatchObject({ code: 0, err: '' });
  expect(existsSync(join(folder, 'farmhand'))).toBe(false);
  expect(existsSync(join(folder, '.cache'))).toBe(false);
});
