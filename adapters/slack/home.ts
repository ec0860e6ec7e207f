import type { types } from '@slack/bolt';
import type { Line, Reply } from '../../src/bot/adapter.ts';
import { type Block, context, header, marked, time } from './blocks.ts';
import { button, sayButton } from './buttons.ts';
import { metadataOf, type Place } from './hear-view.ts';
import { cut, escaped } from './plain.ts';

/** What a person's App Home is made of: answers to what they could type. */
export const asks = { waiting: 'runs waiting', runs: 'runs', own: 'list mine', farm: 'status' } as const;

export type Answers = Readonly<Record<keyof typeof asks, Reply>>;

/** Most lines of each part: a view takes a hundred blocks. */
const most = 15;

/** A person's App Home: what waits for them, what runs, their VMs, how the farm is. */
export function homeView(place: Place, { waiting, runs, own, farm }: Answers, at: string): types.HomeView {
  return {
    type: 'home',
    private_metadata: metadataOf(place),
    blocks: [
      ...part('Waits for you', waiting, true),
      ...part('Runs', runs, true),
      ...part('Your VMs', own),
      ...summary('The farm', farm),
      {
        type: 'actions',
        elements: [
          button('open:clone', 'Clone a VM…', 'clone', { label: 'Open the form of a clone', style: 'primary' }),
          sayButton('status', 'Whole status', 'status', { label: 'Have the whole status said in our messages' }),
        ],
      },
      context(`as of ${time(at)}`),
    ],
  };
}

/** What a stranger sees there. */
export function strangersHome(place: Place, reply: Reply): types.HomeView {
  return { type: 'home', private_metadata: metadataOf(place), blocks: summary('farmhand', reply) };
}

function part(title: string, reply: Reply, ofRuns = false): readonly Block[] {
  const { lines } = reply;
  const shown = lines.slice(0, most).map((line) => lineOf(line, ofRuns));
  const left = lines.length > most ? [context(`and ${lines.length - most} more`)] : [];
  return [header(title), ...headlineOf(reply), ...shown, ...left];
}

function summary(title: string, reply: Reply): Block[] {
  const { headline, lines, findings = [] } = reply;
  const found = findings.slice(0, 5).map((text) => marked(`⚠ ${escaped(cut(text, 300))}`));
  const said = headline === undefined ? lines.slice(0, 5).map((line) => lineOf(line, false)) : [];
  return [header(title), ...headlineOf(reply), ...found, ...said];
}

function headlineOf({ headline }: Reply): readonly Block[] {
  return headline === undefined || headline === '' ? [] : [marked(escaped(cut(headline, 600)))];
}

/** A row of a run has a button that shows its plan. */
function lineOf(line: Line, ofRun: boolean): Block {
  const [first = '', ...rest] = typeof line === 'string' ? ['', line] : line;
  const said = rest.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const name = first.trim() === '' ? '' : `*${escaped(cut(first.trim(), 100))}*  `;
  const block = marked(`${name}${escaped(cut(said.join(' · '), 400))}` || '·');
  if (!ofRun || block.type !== 'section' || !/^\d{1,9}$/.test(first)) return block;
  const label = `Show the plan of run ${first}`;
  return { ...block, accessory: sayButton('plan', 'Plan', `plan ${first}`, { label }) };
}
