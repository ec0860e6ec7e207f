import { botRows } from './bot.ts';
import { firewallReaderRows } from './firewall-readers.ts';
import { journalRows } from './journal.ts';
import { rowsOfLab } from './lab.ts';
import { manyRows } from './many.ts';
import { packagingRows } from './packaging.ts';
import { queueRows } from './queue.ts';
import { readerRows } from './readers.ts';
import { report } from './row.ts';
import { slackRows } from './slack.ts';
import { stepRows } from './step.ts';

/** `npm run bench`: medians, side by side in one run. */
const rows = [
  ...(await stepRows()),
  ...readerRows(),
  ...(await journalRows()),
  ...(await queueRows()),
  ...(await manyRows()),
  ...(await botRows()),
  ...(await packagingRows()),
  ...(await slackRows()),
  ...firewallReaderRows(),
  ...(await rowsOfLab()),
];
console.log(report(rows));
process.exit();
