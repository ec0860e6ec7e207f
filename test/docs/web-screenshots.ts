import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { look, startBrowser } from '../main/web/browser.ts';
import { until } from '../support/daemon.ts';
import { giveInput } from '../support/input.ts';
import { root } from './pages.ts';

/** `node test/docs/web-screenshots.ts`: docs/run.png and docs/farm.png, the pages of the demo in Chromium (Debian package chromium). */

const child = spawn(process.execPath, [join(root, 'bin/farmhand'), 'demo', '--web'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
let text = '';
child.stdout.setEncoding('utf8').on('data', (part) => {
  text += part;
});
const ended = once(child, 'close');
const printed = (words: string) =>
  until(`the demo to print ${words}; it printed:\n${text}`, async () => text.includes(words));
const browser = await startBrowser();
try {
  await printed('?key=');
  child.stdin.write('!clone gallifrey dev\n');
  await printed('Plan 12');
  child.stdin.write('!approve 12\n');
  const page = await browser.newPage();
  await page.goto(/http:\S+key=\S+/.exec(text)?.[0] ?? '');
  await look(page, { width: 1000, scheme: 'light' });
  await page.goto(new URL('/runs/12', page.url()).href, { waitUntil: 'domcontentloaded' });
  await page.waitForFunction("document.querySelectorAll('.step.done').length > 6");
  await page.screenshot({ path: join(root, 'docs/run.png'), clip: { x: 0, y: 0, width: 1000, height: 1250 } });
  await page.waitForFunction("document.querySelector('#standing .badge').textContent === 'done'");
  // What is not as runs left it is looked at beside the page.
  await page.goto(new URL('/', page.url()).href);
  await until('the farm to be looked at', async () => {
    await page.reload();
    return !(await page.content()).includes('It is being looked at');
  });
  await page.screenshot({ path: join(root, 'docs/farm.png'), clip: { x: 0, y: 0, width: 1000, height: 900 } });
} finally {
  await browser.close();
  giveInput(child, '/quit\n');
  await ended;
}
