import type { types } from '@slack/bolt';
import { shortHash } from '../../src/bot/approvals.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { remarkLines } from '../../src/bot/plan-text.ts';
import { costOf, loggedIn, runTitle, standingText, stepsOver, timeLeft, unnoticed } from '../../src/bot/run-text.ts';
import { capital } from '../../src/bot/words.ts';
import type { RunView, Vote } from '../../src/engine/run.ts';
import { type Block, type Content, context, fields, header, marked, section, time } from './blocks.ts';
import { cut, escaped } from './plain.ts';
import { stepLines } from './steps.ts';

/** Names of the buttons, as they come back when one is pressed. */
export const actions = { approve: 'approve', deny: 'deny', plan: 'plan' } as const;

/** The message that shows a run, from its plan to its end: edited in place whenever something happens. */
export function runMessage(told: RunNews): Content {
  const { view } = told;
  const { run, plan, by } = view;
  const notes = [...plan.notes, ...remarkLines(plan)].map((note) => `• ${note}`).join('\n');
  return {
    text: cut(escaped(`${capital(runTitle(view))}. ${plainly(told)}`), 1000),
    blocks: [
      header(`Run ${run}: ${plan.title}`),
      context(`asked by *${escaped(by)}* · ${risk(view)} · plan \`${shortHash(plan.hash)}\`${pageLink(told)}`),
      ...(plan.values.length > 0 ? [fields(plan.values)] : []),
      ...(notes === '' ? [] : [section(notes, 1500)]),
      ...noticing(told.noticed),
      ...(view.steps.length > 0 ? [section(stepLines(view, 2900))] : []),
      ...votes(view.votes),
      marked(cut(state(told), 1200)),
      ...buttons(told),
    ],
  };
}

/** Names people, so that they are notified: by the user's id at the end of an identity. */
function noticing(people: RunNews['noticed'] = []): Block[] {
  if (people.length === 0) return [];
  const names = people.map(({ name, account }) => {
    const [, user] = /([UW][A-Z0-9]+)$/.exec(account ?? '') ?? [];
    return user === undefined ? `*${escaped(name)}*` : `<@${user}>`;
  });
  return [context(`${names.join(', ')}: ${loggedIn}`)];
}

/** A link to the run's page, after what stands before it. */
function pageLink({ page }: RunNews): string {
  return page === undefined ? '' : ` · <${escaped(page)}|its page>`;
}

function risk({ plan }: RunView): string {
  const { steps, risk } = costOf(plan);
  return `${steps}, ${risk === undefined ? unnoticed : `*${risk}*`}`;
}

function votes(given: readonly Vote[]): Block[] {
  if (given.length === 0) return [];
  const lines = given.map(
    (vote) => `✅ approved by *${escaped(vote.person)}*${from(vote)} ${time(vote.at)}${reason(vote)}`,
  );
  return [context(cut(lines.join('\n'), 1000))];
}

function reason({ because }: Vote): string {
  return because === undefined ? '' : `: ${escaped(because)}`;
}

function from(vote: Pick<Vote, 'from'>): string {
  return vote.from === 'slack' ? '' : ` from ${escaped(vote.from)}`;
}

/** Where it stands, in Slack's markup. */
function state(told: RunNews): string {
  const { view, waitsFor, secondsLeft } = told;
  const { run, gate } = view;
  const left = secondsLeft === undefined ? '' : `, ${timeLeft(secondsLeft)}`;
  switch (view.state) {
    case 'waiting':
      return waitsFor === undefined || gate === undefined
        ? 'Approved: it begins.'
        : `Waits for *${escaped(waitsFor)}* until ${time(gate.expires)}: react with ✅, press Approve, or type \`!approve ${run}\`.`;
    case 'queued':
      return 'It is about to begin.';
    case 'running':
      return `Running: ${stepsOver(view)}${left}.`;
    default:
      return `*${escaped(plainly(told))}*${view.endedAt === undefined ? '' : ` ${time(view.endedAt)}`}`;
  }
}

/** Where it stands, in plain words, short enough to be one line. */
function plainly(told: RunNews): string {
  return cut(standingText(told), 500);
}

function buttons({ view, waitsFor }: RunNews): Block[] {
  if (!['waiting', 'queued', 'running'].includes(view.state)) return [];
  const asks = view.state === 'waiting' && waitsFor !== undefined;
  const value = `${view.run} ${shortHash(view.plan.hash)}`;
  const press = (action: keyof typeof actions, label: string, more: Partial<types.Button> = {}): types.Button => ({
    type: 'button',
    action_id: actions[action],
    text: { type: 'plain_text', text: label },
    value,
    ...more,
  });
  const sure = view.plan.risk === 'destructive' ? { confirm: confirmation(view) } : {};
  const votes = [
    press('approve', 'Approve', { style: 'primary', ...sure }),
    press('deny', 'Deny', { style: 'danger' }),
  ];
  return [{ type: 'actions', elements: [...(asks ? votes : []), press('plan', 'Show plan')] }];
}

function confirmation({ run, plan }: RunView): types.ConfirmationDialog {
  const text = (words: string, most: number) => ({ type: 'plain_text' as const, text: cut(words, most) });
  return {
    title: text(`Approve run ${run}`, 100),
    text: text(`${plan.title}: something can be lost.`, 300),
    confirm: text('Approve', 30),
    deny: text('Not now', 30),
  };
}
