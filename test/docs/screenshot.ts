import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { house } from '../adapters/slack/house.ts';
import { hears } from '../adapters/slack/room.ts';
import { page } from '../support/slack/page.ts';
import type { Person } from '../support/slack/person.ts';
import { type Slack, startSlack } from '../support/slack/slack.ts';
import { root } from './pages.ts';

/**
 * `node test/docs/screenshot.ts`: docs/slack.png, the blocks farmhand really sends, drawn by the double's page in Chromium (Debian
 * package chromium).
 */

const browser = '/usr/bin/chromium';
if (!existsSync(browser)) throw new Error('it needs Chromium: apt-get install chromium');
const people: Person[] = [];
const slack: Slack = await startSlack({
  page: page(
    () => slack,
    () => people,
  ),
});
people.push(...['you', 'sarah'].map((name) => slack.person(name)));
const [you, sarah] = people as [Person, Person];
const channel = slack.channel('farm', people);
const home = await house(slack, { people: { you: { slack: you.account }, sarah: { slack: sarah.account } } });
try {
  await you.say(channel, '!status');
  await hears(slack, channel, /gallifrey +running/);
  await you.say(channel, '!clone gallifrey dev');
  await hears(slack, channel, /Waits for/);
  const file = join(root, 'docs/slack.png');
  const shot = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--virtual-time-budget=4000'];
  const args = [...shot, '--window-size=800,1040', `--screenshot=${file}`, `${slack.origin}/#still`];
  await promisify(execFile)(browser, args, { timeout: 60_000 });
  console.log(file);
} finally {
  await home.close();
  await slack.close();
}
