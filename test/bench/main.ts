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

/** `npm run bench`: medians, side by side in one run. `npm run bench -- --timeline`: where the time of a clone goes. */
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
  'firewall readers': firewallReaderRows,
  lab: rowsOfLab,
};
const { rows, failed } = await measured(sections, (name, milliseconds) =>
  console.error(`${name}: ${(milliseconds / 1000).toFixed(0)} s`),
);
console.log(report(rows));
process.exit(failed ? 1 : 0);
