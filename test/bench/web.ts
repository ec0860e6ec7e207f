import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { pino } from 'pino';
import { type Staged, sandboxFarm, staged } from '../../main/scene.ts';
import { pagesOf } from '../../main/web/links.ts';
import { openWeb } from '../../main/web/open-web.ts';
import { freePorts } from '../support/daemon.ts';
import { historyOf } from './history.ts';
import { pair, spread } from './pair.ts';
import { median, milliseconds, type Row } from './row.ts';

const histories = [1_000, 100_000] as const;
/** Milliseconds a page may take, however long the history. */
const goal = 100;
const watchers = 200;
/** Milliseconds between two looks of a watched run's page, and as much again to send what was seen. */
const soon = 500;
const times = 3;

/** A farm with its pages on loopback, and who looks at them. */
interface Pages extends Staged {
  readonly url: string;
  readonly cookie: string;
  close(): Promise<void>;
}

/** What pages of a long history take, and how long it is from an event to the last of many who watch one run. */
export async function webRows(): Promise<readonly Row[]> {
  const [short, long] = [await pagesWith(histories[0]), await pagesWith(histories[1])];
  try {
    const paths = {
      'the history': () => '/runs',
      'the history, its middle': (runs: number) => `/runs?before=${runs / 2}`,
      'the history, filtered by state and VM, none': () => '/runs?state=denied&vm=vm3',
      'the history, filtered by a VM, the oldest': () => '/runs?state=failed&vm=vm3',
      'the farm, within a second of a look at its hosts': () => '/',
      'a run': (runs: number) => `/runs/${runs / 2}`,
    };
    const rows: Row[] = [];
    for (const [what, path] of Object.entries(paths)) {
      const { ours, beside, ratios } = await pair(
        times,
        () => taken(long, path(histories[1])),
        () => taken(short, path(histories[0])),
      );
      rows.push({
        what: `page of ${what}, ${histories[1]} runs in the journal`,
        ours: milliseconds(ours),
        beside: `${histories[0]} runs: ${milliseconds(beside)}; ${spread(ratios)}`,
        goal: `less than ${goal} ms`,
        met: ours < goal,
      });
    }
    return [...rows, await watchersRow(short)];
  } finally {
    for (const one of [short, long]) await one.close();
  }
}

async function pagesWith(runs: number): Promise<Pages> {
  const { sandbox, farm } = await sandboxFarm();
  const [port] = await freePorts(1);
  const listen = `127.0.0.1:${port}`;
  const web = { listen, url: `http://${listen}`, links: true };
  mkdirSync(dirname(farm.data.journal), { recursive: true });
  rmSync(farm.data.journal, { force: true });
  copyFileSync(await historyOf(runs), farm.data.journal);
  const made = await staged({ ...farm, web });
  const log = pino({ level: 'warn' }, pino.destination(2));
  const opened = await openWeb({ farmhand: made.farmhand, web, redact: (text) => text, log });
  const link = await pagesOf({ web }, made.farmhand.engine.journal).link('you');
  const entered = await fetch(link ?? '', { redirect: 'manual' });
  return {
    ...made,
    url: web.url,
    cookie: entered.headers.get('set-cookie')?.split(';')[0] ?? '',
    close: async () => {
      await opened.close();
      await made.farmhand.stop();
      await sandbox.close();
    },
  };
}

/** Milliseconds until a page is there whole. */
async function taken({ url, cookie }: Pages, path: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(url + path, { headers: { cookie } });
  await response.text();
  if (response.status !== 200) throw new Error(`${path} answers ${response.status}`);
  return performance.now() - began;
}

async function watchersRow(pages: Pages): Promise<Row> {
  await pages.say('clone skaro tmp');
  const { engine } = pages.farmhand;
  const [head] = await engine.runs({ limit: 1 });
  if (!head) throw new Error('there is no run to watch');
  let n = 0;
  // A vote that counts for another plan changes what is shown, and nothing else.
  const vote = async () => {
    n += 1;
    const now = (await engine.journal.head(head.run)) ?? head;
    const { run, version, state, settled, title, subjects, by } = now;
    const data = { person: `watcher${n}`, from: 'bench', hash: '0' };
    await engine.journal.append({
      ...{ run, version, head: { state, settled, title, subjects, by } },
      events: [{ type: 'approved', data }],
    });
    return data.person;
  };
  const one = await watch(pages, head.run);
  const many = await Promise.all(Array.from({ length: watchers - 1 }, () => watch(pages, head.run)));
  const last: number[] = [];
  const single: number[] = [];
  for (let round = 0; round < 10; round++) {
    const began = performance.now();
    const name = await vote();
    const alone = one.sees(name).then(() => performance.now() - began);
    await Promise.all([alone, ...many.map((watcher) => watcher.sees(name))]);
    last.push(performance.now() - began);
    single.push(await alone);
  }
  for (const watcher of [...many, one]) watcher.leave();
  return {
    what: `from an event to the last of ${watchers} people who watch one run`,
    ours: milliseconds(median(last)),
    beside: `to the first of them: ${milliseconds(median(single))}; a look at most every 250 ms is in both`,
    goal: `less than ${soon} ms`,
    met: median(last) < soon,
  };
}

/** Somebody who watches a run's page. */
async function watch(
  { url, cookie }: Pages,
  run: number,
): Promise<{ sees(text: string): Promise<void>; leave(): void }> {
  const leaving = new AbortController();
  const response = await fetch(`${url}/runs/${run}/live`, { headers: { cookie }, signal: leaving.signal });
  let [text, awaited, seen]: [string, string, () => void] = ['', '', () => undefined];
  const reading = async () => {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      if (awaited !== '' && text.includes(awaited)) seen();
    }
  };
  reading().catch(() => undefined);
  return {
    sees: (wanted) =>
      new Promise((resolve) => {
        text = '';
        awaited = wanted;
        seen = resolve;
      }),
    leave: () => leaving.abort(),
  };
}
