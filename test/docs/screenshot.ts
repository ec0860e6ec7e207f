import { join } from 'node:path';
import { approvedBy } from '../adapters/house.ts';
import { house } from '../adapters/slack/house.ts';
import { hears, read } from '../adapters/slack/room.ts';
import { startBrowser } from '../main/web/browser.ts';
import { until } from '../support/daemon.ts';
import { textsIn } from '../support/slack/limits.ts';
import { page } from '../support/slack/page.ts';
import type { Person } from '../support/slack/person.ts';
import { type Slack, startSlack } from '../support/slack/slack.ts';
import type { SlackMessage } from '../support/slack/workspace.ts';
import { root } from './pages.ts';

/**
 * `node test/docs/screenshot.ts`: docs/slack-*.png, what farmhand really sends, on the first screen of a phone, drawn by the double's page in Chromium
 * (Debian package chromium).
 */

/** A phone, in pixels of CSS. */
const [width, height] = [390, 844];

const people: Person[] = [];
const slack: Slack = await startSlack({
  page: page(
    () => slack,
    () => people,
  ),
});
people.push(...['you', 'sarah', 'rose'].map((name) => slack.person(name)));
const [you, sarah] = people as [Person, Person];
const channel = slack.channel('farm', people);
const home = await house(slack, {
  people: Object.fromEntries(people.map((one) => [one.user.name, { slack: one.account }])),
  policy: [approvedBy('clone', 1, false), approvedBy('destroy', 1, false)],
  rate: 8,
});
const browser = await startBrowser();
const phone = await browser.newPage();
await phone.setViewport({ width, height, deviceScaleFactor: 1.5 });

/** A picture of the first screen of a message, or of a person's App Home. */
async function take(name: string, hash: string, of: string): Promise<void> {
  await phone.goto('about:blank');
  await phone.goto(`${slack.origin}/#${hash}`);
  const shown = await phone.waitForSelector(of);
  const box = await shown?.boundingBox();
  if (!box) throw new Error(`nothing of ${name} is shown`);
  const clip = { x: 0, y: Math.max(0, box.y - 8), width, height: Math.min(height, box.height + 16) };
  await phone.screenshot({ path: join(root, `docs/slack-${name}.png`), clip, captureBeyondViewport: true });
}
const message = ({ ts }: SlackMessage) => `[id="m${ts}"]`;

try {
  await you.say(channel, '!clone gallifrey dev for 14d');
  const clone = await hears(slack, channel, /Waits for/);
  await take('plan', 'still', message(clone));
  await sarah.click(clone, 'Approve');
  await until('the copy to be under way', () => /[1-9]\d?%/.test(read(clone)));
  await take('progress', 'still', message(clone));
  await take('end', 'still', message(await hears(slack, channel, /run 1 is done/, 120_000)));
  await home.sandbox.faults.overflow();
  await you.say(channel, '!clone gallifrey test');
  const failing = await hears(slack, channel, /Run 2: [\s\S]*Waits for/);
  await sarah.click(failing, 'Approve');
  await take('failure', 'still', message(await hears(slack, channel, /run 2 failed/, 120_000)));
  await you.say(channel, '!destroy gallifrey-dev');
  const destroy = await hears(slack, channel, /Run 3: [\s\S]*Waits for/);
  await take('destroy', 'still', message(destroy));
  await sarah.openHome();
  await until('her home', () => /The farm/.test(textsIn(sarah.home?.blocks ?? []).join()));
  await take('home', `home=${sarah.id}`, '.home');
} finally {
  await browser.close();
  await home.close();
  await slack.close();
}
