import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { site } from '../../../platforms/nginx/site.ts';
import { siteText } from '../../../platforms/nginx/site-text.ts';
import { defaultPath } from '../../../src/ssh/settings.ts';
import { applying, judge, perform, type RealHost, realHost, undo } from '../../farm/real-host.ts';
import { type Daemon, freePorts, listens, startDaemon, until } from '../../support/daemon.ts';
import { installed, needs } from '../../support/servers.ts';

const name = 'gallifrey-dev.dachary.org';

needs('nginx', 'sshd')('sites on a running nginx', () => {
  let real: RealHost;
  let nginx: Daemon;
  let vm: Server;
  let folder = '';
  let port = 0;
  let place: Record<string, unknown>;
  const at = (...parts: readonly string[]) => join(folder, ...parts);
  const files = () => [readdirSync(at('available')), readdirSync(at('enabled'))];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-nginx-'));
    const [own, upstream] = (await freePorts(2)) as [number, number];
    port = own;
    for (const one of ['available', 'enabled', 'bin']) mkdirSync(at(one));
    // Its workers must be able to read this folder.
    writeFileSync(
      at('nginx.conf'),
      `user root; worker_processes 1; pid ${at('pid')}; error_log ${at('error.log')};\nevents {}\nhttp { access_log off; include ${at('enabled')}/*; server { listen 127.0.0.1:${port} default_server; return 404; } }\n`,
    );
    const binary = installed('nginx') ?? '';
    writeFileSync(at('bin', 'nginx'), `#!/bin/sh\nexec ${binary} -c ${at('nginx.conf')} "$@"\n`, { mode: 0o755 });
    vm = createServer((_, answer) => answer.end('the VM')).listen(upstream, '127.0.0.1');
    nginx = await startDaemon(binary, ['-c', at('nginx.conf'), '-g', 'daemon off;'], {
      cwd: folder,
      ready: () => listens(port),
    });
    real = await realHost({ path: `${at('bin')}:${defaultPath}` });
    const text = served(`127.0.0.1:${upstream}`);
    place = {
      host: 'host01',
      site: name,
      available: at('available'),
      enabled: at('enabled'),
      reload: ['nginx', '-s', 'reload'],
      text,
      link: `../available/${name}`,
    };
  });
  afterAll(async () => {
    await real?.close();
    await nginx?.stop('SIGTERM');
    vm?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The farm's server block on this test's port, its log in this test's folder. */
  const served = (target: string) =>
    siteText(name, target).replace('listen 80;', `listen 127.0.0.1:${port};`).replace('/var/log/nginx', folder);
  const removal = () => {
    const { link: _, ...rest } = place;
    return { ...rest, present: false, text: null };
  };
  const get = () =>
    new Promise<number | undefined>((resolve, reject) => {
      request({ port, host: '127.0.0.1', headers: { host: name }, agent: false }, (answer: IncomingMessage) =>
        resolve(answer.resume().statusCode),
      )
        .on('error', reject)
        .end();
    });

  /** Only workers that know the newest configuration are left, and answer so: after a reload the old ones take requests, too, for a moment. */
  const answers = (status: number) =>
    until(`nginx to answer ${status}, and old workers to be gone`, async () => {
      const master = readFileSync(at('pid'), 'utf8').trim();
      const workers = readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim().split(' ');
      return (await get()) === status && workers.length === 1;
    });

  test('a site leads to the VM when the step is done, and is gone, file and link, when it is undone', async () => {
    expect(await get()).toBe(404);
    const receipt = await perform(real.hosts, site, place);
    await answers(200);
    expect(readFileSync(at('enabled', name), 'utf8')).toBe(place.text);
    await undo(real.hosts, [site], site, place, receipt);
    await answers(404);
    expect(files()).toEqual([[], []]);
  });

  test('a name that DNS does not answer yet is refused by nginx, and nothing is left behind', async () => {
    const early = { ...place, text: served('gallifrey-dev.invalid') };
    const { seen } = await judge(real.hosts, site, early);
    await expect(site.apply(site.args.parse(early), seen, applying(real.hosts))).rejects.toThrow(
      /checkTree.*host not found in upstream/s,
    );
    expect(files()).toEqual([[], []]);
    await answers(404);
  });

  test('a removal is undone to the same bytes and the same link', async () => {
    await perform(real.hosts, site, place);
    const receipt = await perform(real.hosts, site, removal());
    expect(files()).toEqual([[], []]);
    await undo(real.hosts, [site], site, removal(), receipt);
    expect(readFileSync(at('enabled', name), 'utf8')).toBe(place.text);
    await answers(200);
    await perform(real.hosts, site, removal());
    await answers(404);
  });

  test('a site somebody wrote is not overwritten, nor another that answers to the name', async () => {
    writeFileSync(at('available', name), 'server { }\n');
    expect(await judge(real.hosts, site, place)).toMatchObject({
      is: 'blocked',
      why: `host01:${at('available', name)} exists and says something else`,
    });
    rmSync(at('available', name));
    writeFileSync(at('available', 'www'), `server { server_name www.dachary.org ${name}; }\n`);
    expect(await judge(real.hosts, site, place)).toMatchObject({
      is: 'blocked',
      why: expect.stringContaining(`answers to ${name} already`),
    });
    rmSync(at('available', 'www'));
  });

  test('a site that another would answer for is taken back, and both are said', async () => {
    const rival = `server { listen 127.0.0.1:${port}; server_name www.dachary.org; return 204; }\n`;
    writeFileSync(at('enabled', 'www'), rival);
    const early = { ...place, text: String(place.text).replace(`listen 127.0.0.1:${port};`, `listen ${port};`) };
    const { seen } = await judge(real.hosts, site, early);
    await expect(site.apply(site.args.parse(early), seen, applying(real.hosts))).rejects.toThrow(
      `for ${name} nginx answers with another site: TCP4:127.0.0.1:${port} HTTP/1.1 `,
    );
    expect(files()).toEqual([[], ['www']]);
    rmSync(at('enabled', 'www'));
  });

  test('what nginx -T shows is what is judged: names in any file it includes, and whether it loads at all', async () => {
    writeFileSync(at('names.conf'), `server_name "${name.toUpperCase()}";\n`);
    writeFileSync(at('enabled', 'www'), `server { listen 127.0.0.1:${port}; include ${at('names.conf')}; }\n`);
    expect(await judge(real.hosts, site, place)).toMatchObject({
      is: 'blocked',
      why: expect.stringMatching(/^www in /),
    });
    writeFileSync(at('enabled', 'www'), 'server { location / { proxy_pass http://gone.invalid; } }\n');
    expect(await judge(real.hosts, site, place)).toMatchObject({
      is: 'blocked',
      why: expect.stringMatching(/as it is now: host not found in upstream "gone\.invalid" in .*www:1$/),
    });
    rmSync(at('enabled', 'www'));
  });
});
