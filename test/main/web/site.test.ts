import { request } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { farmPage } from '../../../main/web/pages/farm.ts';
import { type ByHand, handEdits } from '../../commands/hands.ts';
import { until } from '../../support/daemon.ts';
import { type ShownFarm, secret, shownFarm } from './shown-farm.ts';

let shown: ShownFarm;
beforeAll(async () => {
  shown = await shownFarm();
  await shown.say('clone gallifrey dev because <script>alert(1)</script>');
  await shown.say('approve 1');
});

/** Asks for it by another name. */
function named(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${shown.url}/`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}

describe('nobody is shown anything', () => {
  test.each(['/', '/runs', '/runs/1', '/runs/1/undo', '/runs/1/live', '/runs/99', '/nothing'])(
    'at %s without a way in',
    async (path) => {
      const response = await shown.get(path);
      expect(response.status).toBe(403);
      expect(await response.text()).not.toContain('gallifrey');
    },
  );

  test.each(['farmhand=', 'farmhand=x.y', 'farmhand=undefined', '__Host-farmhand=x'])(
    'with the cookie %s',
    async (cookie) => {
      expect((await fetch(`${shown.url}/runs/1`, { headers: { cookie } })).status).toBe(403);
    },
  );

  test('by a link whose key was changed, and no cookie is given for it', async () => {
    const response = await fetch(`${await shown.link('you', 1)}x`, { redirect: 'manual' });
    expect([response.status, response.headers.get('set-cookie')]).toEqual([403, null]);
  });

  test('by a name that is not that of the pages, as a page of another site would ask', async () => {
    expect(await named('farm.attacker.example')).toBe(421);
    expect(await named(new URL(shown.url).host)).toBe(403);
  });

  test('by a method that could change something', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect((await shown.get('/runs/1', 'you', { method })).status).toBe(405);
  });
});

describe('a link', () => {
  test('is exchanged for a cookie at once, so that its key is in no address any more', async () => {
    const response = await fetch(await shown.link('you', 1), { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/runs/1']);
    expect(response.headers.get('set-cookie')).toMatch(/^farmhand=.*; HttpOnly; SameSite=Lax$/);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('leads nowhere else', async () => {
    const { searchParams } = new URL(await shown.link('you'));
    const path = `/.//attacker.example?key=${searchParams.get('key')}`;
    const location = await new Promise<string | undefined>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: new URL(shown.url).port, path }, (response) => {
        response.resume();
        resolve(response.headers.location);
      });
      asked.on('error', reject).end();
    });
    expect(location).toBe('/attacker.example');
  });

  test('is given in private by !page, to the person who asks', async () => {
    const [link = ''] = await shown.say('page 1');
    const response = await fetch(link, { redirect: 'manual' });
    const [cookie = ''] = response.headers.get('set-cookie')?.split(';') ?? [];
    const page = await fetch(`${shown.url}/runs/1`, { headers: { cookie } });
    expect(await page.text()).toMatch(/You are<\/span> you/);
  });

  test('is in no log', async () => {
    await shown.get('/runs/1', 'you');
    expect(shown.logged()).not.toMatch(/key=|farmhand=/);
  });
});

describe('the page of a run', () => {
  const page = async () => (await shown.get('/runs/1', 'you')).text();

  test('says who asked, who approved which hash, and how it went', async () => {
    const text = await page();
    const view = await shown.farmhand.engine.view(1);
    expect(text).toContain('Run 1: clone gallifrey to gallifrey-dev');
    expect(text).toContain(view?.plan.hash);
    expect(text).toMatch(/you approved this plan, <code class="hash">[0-9a-f]{12}<\/code>, from console/);
    expect(text).toContain('Run 1 is done in ');
    expect(text).toContain('href="/runs/1/undo"');
  });

  test('has every step with its commands and its changes to files, line by line', async () => {
    const text = await page();
    for (const { id } of (await shown.farmhand.engine.view(1))?.steps ?? []) expect(text).toContain(`id="step-${id}"`);
    expect(text).toContain('lvcreate');
    expect(text).toMatch(/<ins>\+ [^<]*10\.10\.60\./);
  });

  test('has what people said as text alone', async () => {
    const text = await page();
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toContain('<script>');
  });

  test('lets no script or style stand in it, and asks nobody else for anything', async () => {
    const response = await shown.get('/runs/1', 'you');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'self'; script-src 'self'; /,
    );
    const text = await response.text();
    expect(text).not.toMatch(/ style=| on[a-z]+=|<style|javascript:/);
    expect(text.match(/(?:src|href)="(?!\/|#)[^"]*"/g)).toBeNull();
  });

  test('says what an undoing would do now', async () => {
    const text = await (await shown.get('/runs/1/undo', 'you')).text();
    expect(text).toContain('stop gallifrey-dev');
    expect(text).toContain('<del>- ');
  });

  test('shows no secret', async () => {
    await shown.say(`clone gallifrey qa because ${secret}`);
    const { run } = (await shown.farmhand.engine.runs({ limit: 1 }))[0] ?? { run: 0 };
    await shown.say(`deny ${run} because of ${secret}`);
    const text = await (await shown.get(`/runs/${run}`, 'you')).text();
    expect(text).toContain('[FARM_PASSWORD]');
    expect(text + (await (await shown.get('/runs', 'you')).text())).not.toContain(secret);
  });

  test('is sent anew while the run goes on', async () => {
    const leaving = new AbortController();
    await shown.say('clone skaro tmp');
    const { run } = (await shown.farmhand.engine.runs({ state: 'waiting', limit: 1 }))[0] ?? { run: 0 };
    const response = await shown.get(`/runs/${run}/live`, 'you', { signal: leaving.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    await until('what it is to be sent', async () => text.includes('badge waiting'));
    await shown.say(`approve ${run}`);
    await until('its end to be sent', async () => text.includes('badge done'));
    leaving.abort();
    await reading;
    expect(text).toContain('"part":"announced","text":"Run ');
  });
});

test('the farm says what is not as runs left it, once that was looked at', async () => {
  const [{ make }] = handEdits as [ByHand];
  await make(shown.sandbox);
  const text = async () => (await shown.get('/', 'you')).text();
  await until('it to be looked at', async () => !(await text()).includes('being looked at'));
  expect(await text()).toMatch(/<li>gallifrey-dev a-record: .* it is 10\.10\.60\.99, changed by hand after /);
});

test('the farm says what is left of VMs that are gone, as text, and what nobody has looked at yet', async () => {
  const { farm, recent } = shown.farmhand;
  const strays = ['the firewall has rules of <2001:db8::7>, of which nothing else speaks'];
  const state = await recent.look();
  const { body } = farmPage({ farm: farm.now, state, vms: [], strays, open: [], now: new Date() });
  expect(body.text).toContain('<li>the firewall has rules of &lt;2001:db8::7&gt;, of which');
  expect(body.text).toContain('It is being looked at: load this page again');
});

test('the farm says what is where', async () => {
  const text = await (await shown.get('/', 'you')).text();
  for (const part of ['VMs', 'Hosts', 'Bin', 'gallifrey-dev', 'protected', 'host01']) expect(text).toContain(part);
});

test('the history is filtered, and has a page after the other', async () => {
  const list = async (query: string) => (await shown.get(`/runs${query}`, 'you')).text();
  expect(await list('?state=done&vm=gallifrey-dev')).toContain('clone gallifrey to gallifrey-dev');
  expect(await list('?vm=nobody')).toContain('No runs');
  expect(await list('?before=1')).toContain('No runs before that');
  expect(await list('?state=%3Cscript%3E&vm=%22%3E%3Cscript%3E')).not.toContain('<script>');
});

test('what is not there is said to be not there', async () => {
  for (const path of [
    '/nothing',
    '/runs/99',
    '/runs/01',
    '/runs/1/nothing',
    '/runs/1/output/copy',
    '/runs/1/output/none',
  ])
    expect((await shown.get(path, 'you')).status).toBe(404);
});
