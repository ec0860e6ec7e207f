import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { openFarmhand } from '../../main/farmhand.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { JournalUnusable } from '../../src/journal/journal.ts';
import { vmOf, wanted } from './wanted.ts';

/**
 * A chat process: `node test/chaos/chat.ts FARM FROM TO STRIDE TOLD`. Asks for the runs of those numbers that nobody has asked for yet, and writes
 * into the file TOLD whatever it tells of the end of any.
 */
const [file = '', from = '0', to = '0', stride = '1', told = ''] = process.argv.slice(2);
const where = { platform: 'chaos', channel: 'everybody', private: false };
const farm = await loadFarm(file);
const farmhand = await openFarmhand({
  farm,
  log: pino({ level: 'warn' }, pino.destination(2)),
  redact: (text) => text,
  env: process.env,
});
const { engine } = farmhand;
await farmhand.work(0);
await farmhand.join({
  platform: where.platform,
  adapter: async ({ maySpeak }) => ({
    platform: where.platform,
    identify: '',
    connected: true,
    start: async () => undefined,
    reply: async () => undefined,
    report: async (_where, { news, view, maybeDelivered }) => {
      if (news.kind !== 'ended') return [];
      const line = `${view.run} ${view.state}\n`;
      // A network that shows what was said there, as Slack does.
      if (maybeDelivered && existsSync(told) && readFileSync(told, 'utf8').split(/^/m).includes(line)) return [];
      if (!maySpeak()) throw new Error("it is another one's turn");
      appendFileSync(told, line);
      return [];
    },
    stop: async () => undefined,
  }),
});

for (let number = Number(from); number < Number(to); number += Number(stride)) await ask(number);

/** Until it is certain that the run is there, once. */
async function ask(number: number): Promise<void> {
  for (;;) {
    try {
      const known = await engine.runs({ subject: vmOf(farm, number).name });
      if (known.length > 0) return;
      await engine.submit({
        make: async () => wanted(farm, number),
        by: 'you',
        asked: where,
        gate: () => undefined,
      });
      return;
    } catch (error) {
      if (!(error instanceof JournalUnusable)) console.error(`run ${number}: ${error}`);
      await setTimeout(200);
    }
  }
}
