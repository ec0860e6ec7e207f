import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { Followed } from '../../../adapters/console/followed.ts';
import { toWatch } from '../../../main/demo/farm.ts';
import { vms } from '../../../main/demo/vms.ts';
import type { Episode, Week, Write } from '../../../main/demo/week.ts';
import { openFarmhand } from '../../../main/farmhand.ts';
import { loadFarm } from '../../../platforms/load-farm.ts';
import { busyFarm, createSandbox, type Sandbox, type SandboxVm, sandboxFarms } from '../../../platforms/sandboxes.ts';
import type { Adapter, InboundHandler } from '../../../src/bot/adapter.ts';
import type { Incoming, Where } from '../../../src/bot/incoming.ts';
import type { RunNews } from '../../../src/bot/news.ts';
import { type RunEvent, read } from '../../../src/engine/events.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { StoredEvent } from '../../../src/journal/journal.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';
import { story } from './story.ts';

/** `node test/main/demo/record.ts X`: has the story happen on the farm X of the sandbox, and writes main/demo/week-X.json. */
const channel: Where = { platform: 'irc', channel: '#farm', private: false };
const [name = 'seed'] = process.argv.slice(2);
const target = join(import.meta.dirname, `../../../main/demo/week-${name}.json`);
/** A channel of IRC that only listens. */
class Channel implements Adapter {
  readonly platform = 'irc';
  readonly identify = 'Log in.';
  readonly connected = true;
  readonly followed = new Followed();
  inbound: InboundHandler | undefined;

  async start(inbound: InboundHandler): Promise<void> {
    this.inbound = inbound;
  }

  async stop(): Promise<void> {}

  async reply(_to: Incoming, { tone, lines }: Parameters<Adapter['reply']>[1]): Promise<void> {
    if (tone !== 'answer') throw new Error(lines.join('\n'));
  }

  async report(_where: Where, told: RunNews): Promise<readonly string[]> {
    this.followed.take(told);
    return [];
  }

  async say(nick: string, text: string): Promise<void> {
    process.stdout.write(`<${nick}> ${text}\n`);
    await this.inbound?.message({ where: channel, speaker: { platform: 'irc', nick, account: nick }, text });
    await this.followed.rest();
  }
}

/** Everything of the farm as it was when the week began. */
const before = vms.map((vm) => (vm.name === 'skaro' ? { ...vm, running: true } : vm));

const sandbox = await createSandbox(
  { rate: toWatch.rate, vms: before, login: 'you' },
  // As fast as the demo, so that times to come are estimated well by those that were.
  busyFarm(sandboxFarms[name] ?? [], toWatch.packageSeconds),
);
try {
  const farm = await loadFarm(sandbox.farmFile);
  const people: Farm['people'] = new Map(
    [...farm.people].map(([name, person]) => [name, { ...person, identities: { irc: name } }]),
  );
  const farmhand = await openFarmhand({
    farm: { ...farm, people },
    log: pino({ level: 'warn' }),
    redact: (text) => text,
  });
  const room = new Channel();
  await farmhand.attach(room);
  await farmhand.work();
  const journal = await openSqliteJournal(farm.data.journal);
  const episodes: Episode[] = [];
  try {
    for (const { daysAgo, at, pause = 0, says, prepare } of story) {
      const last = await journal.last();
      await prepare?.(sandbox);
      for (const [nick, text] of says) await room.say(nick, text);
      const events = await journal.since(last, 10_000);
      episodes.push({ daysAgo, at, writes: writesOf(daysAgo === 0 ? untilBegun(events) : events, pause * 1000) });
    }
  } finally {
    await farmhand.stop();
    await journal.close();
  }
  const week: Week = {
    folder: sandbox.folder,
    made: await made(sandbox),
    files: filesOf(sandbox),
    binned: binnedOf(sandbox),
    episodes,
  };
  const text = JSON.stringify(week).replaceAll(sandbox.folder, '/sandbox');
  // A line for each write, so that a difference can be read.
  writeFileSync(target, `${text.replaceAll('{"run":', '\n{"run":').replaceAll('{"daysAgo":', '\n{"daysAgo":')}\n`);
} finally {
  await sandbox.close();
  await rm(sandbox.folder, { recursive: true, force: true });
}
process.exit();

/** What a person has decided, and nothing of what a worker did then. */
function untilBegun(events: readonly StoredEvent[]): readonly StoredEvent[] {
  return events.slice(
    0,
    events.findIndex(({ type }) => type === 'running'),
  );
}

/** The events by their writes, of which each ends with a seal; `pause`: milliseconds that people took to decide. */
function writesOf(events: readonly StoredEvent[], pause: number): readonly Write[] {
  const writes: Write[] = [];
  let open: StoredEvent[] = [];
  let waited = 0;
  for (const event of events) {
    open.push(event);
    if (['approved', 'denied'].includes(event.type)) waited = pause;
    if (event.seal === undefined) continue;
    const at = new Date(Date.parse(event.at) + waited).toISOString();
    writes.push({ run: event.run, at, events: open.map(read).map(nobodys) });
    open = [];
  }
  return writes;
}

/** Without the process that wrote it. */
function nobodys(event: RunEvent): RunEvent {
  return 'owner' in event ? { ...event, owner: '' } : event;
}

/** The files that its services read, and the commands of the week have edited. */
function filesOf({ hosts: [{ folder }] }: Sandbox): Week['files'] {
  const files = globSync('{etc/{bind,dhcp,kea,shorewall,nginx/sites-available},state/primary}/*', {
    cwd: folder,
  }).toSorted();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

/** The disks that are in the bin. */
function binnedOf({ hosts: [{ folder }] }: Sandbox): Week['binned'] {
  return globSync('state/lvm/*.d/bin.*', { cwd: folder }).flatMap((file) => {
    const [, group, name, vm] = /^state\/lvm\/(.+)\.d\/(bin\.\w+\.disk\d+-(.+))$/.exec(file) ?? [];
    const state = readFileSync(join(folder, file), 'utf8');
    const run = Number(/farmhand\.bin\.(\d+)\./.exec(state)?.[1]);
    return vm === undefined ? [] : [{ vm, run, volume: `${group}/${name}`, state }];
  });
}

/** What Ganeti has now and had not before. */
async function made({ hosts: [master] }: Sandbox): Promise<readonly SandboxVm[]> {
  const { stdout } = await master.exec('cd "$HOME/../state/ganeti/instances" && grep . *');
  return stdout
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [instance = '', rest = ''] = line.split(':', 1).concat(line.slice(line.indexOf(':') + 1));
      const [uuid = '', , , state, , , volume = '', , mac = ''] = rest.split(' ');
      if (before.some((vm) => vm.instance === instance)) return [];
      const name = instance.split('.')[0] ?? '';
      // The pool's first free address.
      return [{ name, instance, number: 6, mac, volume, uuid, running: state === 'up' }];
    });
}
