import { report } from './row.ts';
import { slackRows } from './slack.ts';
console.log(report(await slackRows()));
process.exit();
