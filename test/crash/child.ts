import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { pino } from 'pino';
import { openFarmhand } from '../../main/farmhand.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import type { Adapter, InboundHandler } from '../../src/bot/adapter.ts';
import type { Incoming } from '../../src/bot/incoming.ts';

/**
 * farmhand as the crash harness starts it, again and again: `node test/crash/child.ts FARM RUNS COMMAND…`. Types the command unless
 * the journal knows RUNS runs already, approves whatever waits as a second person, and ends when nothing is left to be done.
 */
const [file = '', runs = '0', ...words] = process.argv.slice(2);
const where = { platform: 'console', channel: 'harness', private: true };
const farm = await loadFarm(file);
const farmhand = await openFarmhand({ farm, log: pino({ level: 'warn' }), redact: (text) => text });
/** A file for what people would have been told; where it is given, farmhand stays until the end of a run is. */
const told = process.env.FARMHAND_TOLD;
const heardEnd = Promise.withResolvers<void>();
const you = farm.people.get('you')?.identities.console ?? '';
const say = (account: string, text: string): Incoming => ({
  where,
  speaker: { platform: 'console', nick: account, account },
  text,
});

const adapter: Adapter = {
  platform: 'console',
  identify: '',
  connected: true,
  start: async (inbound) => {
    heard.resolve(inbound);
  },
  reply: async (_to, { tone, lines }) => {
    if (tone !== 'answer') console.error(lines.join('\n'));
  },
  report: async (_where, { news, view }) => {
    if (told) appendFileSync(told, `${news.kind} ${view.run} ${view.state}\n`);
    if (news.kind === 'ended') heardEnd.resolve();
    return [];
  },
  stop: async () => undefined,
};
const heard = Promise.withResolvers<InboundHandler>();

await farmhand.attach(adapter);
const inbound = await heard.promise;
await farmhand.work();
if ((await farmhand.engine.runs({ limit: 1000 })).length < Number(runs))
  await inbound.message(say(you, words.join(' ')));
await new Promise<void>((resolve, reject) => {
  const approved = new Set<number>();
  const look = async () => {
    const open = await farmhand.engine.unsettled();
    for (const { run } of open.filter(({ state }) => state === 'waiting')) {
      if (!approved.has(run)) {
        approved.add(run);
        await inbound.message(say('sarah', `approve ${run}`));
      }
    }
    if (open.every(({ state }) => state !== 'waiting' && state !== 'queued' && state !== 'running')) resolve();
  };
  farmhand.engine.journal.watch(() => void look().catch(reject));
  look().catch(reject);
});
if (told && !(existsSync(told) && /^ended /m.test(readFileSync(told, 'utf8')))) await heardEnd.promise;
await farmhand.stop();
process.exit();
