import { dirname, join } from 'node:path';
import { createSandbox } from '../../platforms/sandboxes.ts';
import { seedJournal } from '../support/journal.ts';
import { startNgircd } from '../support/ngircd.ts';
import { farmOnIrc } from './irc.ts';
import { end, type Started, started } from './program.ts';
import { median, milliseconds, type Row } from './row.ts';

const history = 10_000;
const starts = 5;

/** On IRC, how soon it is ready with a long history. */
export async function startRows(): Promise<readonly Row[]> {
  const ngircd = await startNgircd({ pauses: false });
  const sandbox = await createSandbox();
  const folder = dirname(sandbox.farmFile);
  try {
    const words = ['bin/farmhand', 'start', '--farm', farmOnIrc(sandbox, ngircd.port)];
    const cold = await started(words, 'stderr', folder);
    await end(cold);
    return [await becomingReady(words, cold, join(folder, 'data', 'journal.sqlite'), folder)];
  } finally {
    await sandbox.close();
    await ngircd.remove();
  }
}

/** On an ngIRCd that makes nobody wait; InspIRCd lets a client in when its clock strikes the next second, whoever it is. */
async function becomingReady(words: readonly string[], cold: Started, journal: string, cache: string): Promise<Row> {
  const typical = async () => {
    const times: number[] = [];
    for (let n = 0; n < starts; n++) {
      const one = await started(words, 'stderr', cache);
      await end(one);
      times.push(one.ready);
    }
    return median(times);
  };
  const none = await typical();
  await seedJournal(journal, history);
  const long = await typical();
  return {
    what: `start to ready, ${history} runs in the journal`,
    ours: milliseconds(long),
    beside: `none in it ${milliseconds(none)}; the first start ever, nothing compiled yet ${milliseconds(cold.ready)}`,
    goal: 'under 1000 ms',
    met: long < 1000,
  };
}
