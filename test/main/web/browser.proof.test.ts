import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../../support/daemon.ts';
import { needs } from '../../support/servers.ts';
import { look, startBrowser } from './browser.ts';
import { client } from './oidc/client.ts';
import { startProvider } from './oidc/provider.ts';
import { type ShownFarm, shownFarm } from './shown-farm.ts';

const require = createRequire(import.meta.url);

/** A rule of axe that a page breaks, and where. */
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Which element it is that is reached, what it says, and how that is seen. */
const reachedNow = `(() => {
  const { activeElement } = document;
  const number = [...document.querySelectorAll('*')].indexOf(activeElement);
  return [number, activeElement.textContent.trim(), getComputedStyle(activeElement).outlineStyle].join(' ');
})()`;

/** A farm of which people sign in with a provider. */
async function signedInFarm(): Promise<ShownFarm> {
  const [port] = await freePorts(1);
  const listen = `127.0.0.1:${port}`;
  const { issuer } = await startProvider(`http://${listen}/sign-in/back`, () => ({}));
  return shownFarm({
    listen,
    url: `http://${listen}`,
    links: false,
    oidc: { issuer, clientId: client.id, claim: 'sub' },
  });
}

needs('chromium')('in Chromium', () => {
  let [shown, signingIn, browser, page]: [ShownFarm?, ShownFarm?, Browser?, Page?] = [];
  const asked: string[] = [];
  const broken: string[] = [];
  const at = async (path: string): Promise<Page> => {
    if (!page || !shown) throw new Error('there is no page');
    await page.goto(`${shown.url}${path}`, { waitUntil: 'domcontentloaded' });
    return page;
  };

  beforeAll(async () => {
    shown = await shownFarm();
    await shown.say('clone gallifrey dev');
    await shown.say('approve 1');
    await shown.say('clone skaro tmp');
    signingIn = await signedInFarm();
    browser = await startBrowser();
    page = await browser.newPage();
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => broken.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && broken.push(message.text()));
    await page.goto(await shown.link('you'));
  });
  afterAll(() => browser?.close());

  const paths = ['/', '/runs', '/runs?state=done&vm=gallifrey-dev', '/runs/1', '/runs/2', '/runs/1/undo'];

  test('a link leads in, and its key is in the address no more', async () => {
    expect(page?.url()).toBe(`${shown?.url}/`);
    expect(await page?.evaluate('document.cookie')).toBe('');
  });

  describe.each([
    { width: 1280, scheme: 'light' },
    { width: 1280, scheme: 'dark' },
    { width: 390, scheme: 'light' },
    { width: 390, scheme: 'dark' },
  ] as const)('$width pixels wide and $scheme', (how) => {
    test.each(paths)('%s breaks no rule of axe, and is never scrolled sideways', async (path) => {
      const page = await at(path);
      await look(page, how);
      // All that can be opened is looked at, too.
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
      const violations = (await page.evaluate(
        'axe.run().then(({ violations }) => violations)',
      )) as readonly Violation[];
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(how.width);
    });
  });

  test.each(['light', 'dark'] as const)('what is preferred is %s, and so is the page', async (scheme) => {
    const page = await at('/');
    await look(page, { width: 1280, scheme });
    const ground = String(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    const [red = 0] = ground.match(/\d+/g)?.map(Number) ?? [];
    expect(red > 128).toBe(scheme === 'light');
  });

  test('everything is reached by keyboard, and what is reached is seen', async () => {
    const page = await at('/runs/1');
    const reached: string[] = [];
    const wanted = Number(await page.evaluate('document.querySelectorAll(\'a, summary, [tabindex="0"]\').length'));
    for (let n = 0; n < wanted; n++) {
      await page.keyboard.press('Tab');
      reached.push(String(await page.evaluate(reachedNow)));
    }
    expect(reached[0]).toMatch(/ Skip to the content solid$/);
    expect(new Set(reached).size).toBe(wanted);
    expect(reached.filter((one) => !one.endsWith(' solid'))).toEqual([]);
  });

  test('a step is opened by Enter, and stays open and reached while the run goes on', async () => {
    const page = await at('/runs/2');
    await page.focus('#summary-copy');
    await page.keyboard.press('Enter');
    await shown?.say('approve 2');
    await page.waitForFunction("document.querySelector('#standing .badge').textContent === 'done'", {
      timeout: 60_000,
    });
    expect(await page.evaluate("document.getElementById('step-copy').open")).toBe(true);
    expect(await page.evaluate('document.activeElement.id')).toBe('summary-copy');
    expect(await page.evaluate("document.getElementById('announced').textContent")).toMatch(/^Run 2 is done/);
  });

  test('without script a page has all of it', async () => {
    await page?.setJavaScriptEnabled(false);
    const text = await (await at('/runs/1')).content();
    await page?.setJavaScriptEnabled(true);
    for (const part of ['id="step-copy"', '<svg', 'class="log"', 'lvcreate']) expect(text).toContain(part);
  });

  test('a person signs in with a provider, comes back to what they asked for, and signs out', async () => {
    const context = await browser?.createBrowserContext();
    const own = await context?.newPage();
    if (!own || !signingIn) throw new Error('there is no page');
    await own.goto(`${signingIn.url}/runs?state=done`);
    expect(await own.evaluate('document.body.textContent')).toContain('You are not let in');
    await Promise.all([own.waitForNavigation(), own.click('.button')]);
    await own.type('input[name="login"]', 'you');
    await own.type('input[name="password"]', 'any');
    await Promise.all([own.waitForNavigation(), own.click('button[type="submit"]')]);
    // The consent.
    await Promise.all([own.waitForNavigation(), own.click('button[type="submit"]')]);
    expect(own.url()).toBe(`${signingIn.url}/runs?state=done`);
    expect(await own.evaluate("document.querySelector('.who').textContent")).toContain('you · Sign out');
    expect(await own.evaluate('document.cookie')).toBe('');
    await Promise.all([own.waitForNavigation(), own.click('a[href="/sign-out"]')]);
    expect(await own.evaluate('document.body.textContent')).toContain('You are signed out');
    await own.goto(`${signingIn.url}/runs`);
    expect(await own.evaluate('document.body.textContent')).toContain('You are not let in');
    await context?.close();
  });

  test('nothing was asked of anybody else, and nothing broke', () => {
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((url) => !url.startsWith(`${shown?.url}/`))).toEqual([]);
    expect(broken).toEqual([]);
  });
});
