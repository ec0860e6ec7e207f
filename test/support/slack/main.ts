import { parseArgs } from 'node:util';
import { house, secrets } from '../../adapters/slack/house.ts';
import { page } from './page.ts';
import type { Person } from './person.ts';
import { slackRates } from './rate.ts';
import { type Slack, startSlack } from './slack.ts';

/**
 * `npm run slack-double`: a Slack on loopback with a page to type in, and farmhand in it on a sandbox farm. With `--bare` only
 * the Slack: what a farmhand of yours needs to be in it is printed.
 */

const { values } = parseArgs({
  options: { bare: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});
const people: Person[] = [];
const slack: Slack = await startSlack({
  port: Number(values.port),
  rates: slackRates,
  page: page(
    () => slack,
    () => people,
  ),
});
people.push(...['you', 'sarah', 'rose'].map((name) => slack.person(name)));
const channel = slack.channel('farm', people);
const identities = people.map((person) => [person.user.name, { slack: person.account }] as const);

if (values.bare) {
  console.log(`chat:\n  slack: {channels: [${channel.id}]}\npeople:`);
  for (const [name, { slack: account }] of identities) console.log(`  ${name}: {slack: ${account}}`);
  for (const [name, value] of Object.entries(secrets(slack))) console.log(`export ${name}=${value}`);
} else {
  const flood = { burst: 3, per_second: 1 };
  const home = await house(slack, { people: Object.fromEntries(identities), chat: { slack: { flood } }, rate: 2 });
  const leave = () => void home.close().then(() => process.exit());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, leave);
}
console.log(`${slack.origin} is the page: type there as you, sarah or rose; Ctrl-C ends it.`);
