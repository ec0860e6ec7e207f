import { firewallReaderRows } from './firewall-readers.ts';
import { ircRows } from './irc.ts';
import { journalRows } from './journal.ts';
import { rowsOfLab } from './lab.ts';
import { largeFarmRows } from './large-farm.ts';
import { manyRows } from './many.ts';
import { packagingRows } from './packaging.ts';
import { queueRows } from './queue.ts';
import { readerRows } from './readers.ts';
import { report } from './row.ts';
import { measured, type Section } from './sections.ts';
import { slackRows } from './slack.ts';
import { startRows } from './start.ts';
import { stepRows } from './step.ts';
import { timeline } from './timeline/timeline.ts';
import { webRows } from './web.ts';

/** `npm run bench`: medians, side by side in one run; with names of sections those alone. `npm run bench -- --timeline`: where the time of a clone goes. */
if (process.argv.includes('--timeline')) {
  for (const line of await timeline()) console.log(line);
  process.exit();
}
const sections: Readonly<Record<string, Section>> = {
  step: stepRows,
  readers: readerRows,
  journal: journalRows,
  queue: queueRows,
  many: manyRows,
  'large farm': largeFarmRows,
  irc: ircRows,
  start: startRows,
  packaging: packagingRows,
  slack: slackRows,
  web: webRows,
  'firewall readers': firewallReaderRows,
  lab: rowsOfLab,
};
const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(sections, name));
if (unknown.length > 0)
  throw new Error(`the bench has no section ${unknown.join(' or ')}: there are ${Object.keys(sections).join(', ')}`);
const chosen = Object.entries(sections).filter(([name]) => named.length === 0 || named.includes(name));
const { rows, failed } = await measured(Object.fromEntries(chosen), (name, milliseconds) =>
  console.error(`${name}: ${(milliseconds / 1000).toFixed(0)} s`),
);
console.log(report(rows));
process.exit(failed ? 1 : 0);
