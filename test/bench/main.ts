import { botRows } from './bot.ts';
import { report } from './row.ts';
import { stepRows } from './step.ts';

/** `npm run bench`: medians, side by side in one run. */
const rows = [...(await stepRows()), ...(await botRows())];
console.log(report(rows));
process.exit();
