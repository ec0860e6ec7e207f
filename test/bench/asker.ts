import { pino } from 'pino';
import { openFarmhand } from '../../main/farmhand.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import type { Adapter, InboundHandler } from '../../src/bot/adapter.ts';

/**
 * A process of farmhand's that is asked for a VM's status again and again: `node test/bench/asker.ts FARM SECONDS`. Prints, when it can be
 * asked, `ready`; then one line of JSON: the milliseconds each answer took, and the resident memory in MiB.
 */
const [file = '', seconds = '1'] = process.argv.slice(2);
const farm = await loadFarm(file);
const login = farm.people.get('you')?.identities.console ?? '';
const heard = Promise.withResolvers<InboundHandler>();
const adapter: Adapter = {
  platform: 'bench',
  identify: '',
  connected: true,
  start: async (inbound) => heard.resolve(inbound),
  reply: async (_to, { tone, lines }) => {
    if (tone !== 'answer') throw new Error(lines.join('\n'));
  },
  report: async () => [],
  stop: async () => undefined,
};
const log = pino({ level: 'warn' }, pino.destination(2));
const farmhand = await openFarmhand({ farm, log, redact: (text) => text, env: process.env });
await farmhand.work(1);
await farmhand.attach(adapter);
const inbound = await heard.promise;
console.log('ready');
const where = { platform: 'bench', channel: `${process.pid}`, private: true };
const speaker = { platform: 'console', nick: login, account: login };
const times: number[] = [];
for (const until = Date.now() + Number(seconds) * 1000; Date.now() < until; ) {
  const began = performance.now();
  await inbound.message({ where, speaker, text: 'status gallifrey' });
  times.push(performance.now() - began);
}
console.log(JSON.stringify({ times, memory: process.memoryUsage.rss() / 2 ** 20 }));
await farmhand.stop();
process.exit();
