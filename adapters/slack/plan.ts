import { shortHash } from '../../src/bot/approvals.ts';
import { toCall } from '../../src/bot/calls.ts';
import type { Called, RunNews } from '../../src/bot/news.ts';
import { noteLines } from '../../src/bot/plan-text.ts';
import { costOf, loggedIn, runTitle, standingText, stepsOver, timeLeft, unnoticed } from '../../src/bot/run-text.ts';
import { capital, listed } from '../../src/bot/words.ts';
import type { Plan } from '../../src/engine/plan.ts';
import { isUnderWay, type RunView, type Vote } from '../../src/engine/run.ts';
import { type Block, type Content, context, header, marked, section, time } from './blocks.ts';
import { actions, asked, button } from './buttons.ts';
import { userOf } from './people.ts';
import { cut, escaped } from './plain.ts';
import { inFlight, stepLines } from './steps.ts';

/** Most steps under way that are shown above the list of all. */
const mostRunning = 3;

/** Most people who are called by a plan; where more may approve, words say who. */
const mostCalled = 5;

/**
 * The message that shows a run, from its plan to its end: edited in place whenever something happens. What decides comes first, so that a phone
 * shows it with the buttons: what it is, what is lost, who may approve. Then what it costs, and its steps; once it has begun, its steps first.
 */
export function runMessage(told: RunNews): Content {
  const { view } = told;
  const { run, plan, by } = view;
  const { steps } = costOf(plan);
  const about = [...values(plan), ...costs(view)];
  const stepList = view.steps.length > 0 ? [section(stepLines(view, 2900))] : [];
  return {
    text: cut(escaped(`${capital(runTitle(view))}. ${plainly(told)}`), 1000),
    blocks: [
      header(`Run ${run}: ${plan.title}`),
      marked([...risk(view), state(told)].map((line) => cut(line, 1200)).join('\n')),
      ...votes(view.votes),
      ...buttons(told),
      context(`asked by *${escaped(by)}* · ${steps} · plan \`${shortHash(plan.hash)}\`${pageLink(told)}`),
      ...noticing(told.noticed),
      ...(view.startedAt === undefined ? [...about, ...stepList] : [...stepList, ...about]),
    ],
  };
}

/** Names and values, a line each. */
function values({ values: chosen }: Plan): readonly Block[] {
  const lines = chosen.map(([name, value]) => `*${escaped(cut(name, 100))}* ${escaped(cut(value, 300))}`);
  return lines.length === 0 ? [] : [marked(lines.join('\n'))];
}

/** What it costs, but for the loss that is said above, as long as it is. */
function costs(view: RunView): readonly Block[] {
  const { plan } = view;
  const said = risk(view).length > 0 ? plan.losses?.[0] : undefined;
  const notes = noteLines(plan).filter((note) => note !== said);
  const text = notes.map((note) => `• ${note}`).join('\n');
  if (text === '') return [];
  return [section(text.length > 1500 ? `${cut(text, 1450)}\n… Show plan has all of it` : text)];
}

/** What can be lost, or who may notice, in one line: as long as that can still be decided. */
function risk({ plan, startedAt, state }: RunView): readonly string[] {
  if (startedAt !== undefined || !isUnderWay({ state })) return [];
  const { risk: worst, worst: dangerous } = costOf(plan);
  const [first, ...more] = plan.losses ?? [];
  const lost = first === undefined ? undefined : `${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`;
  if (worst === undefined) return [capital(unnoticed)];
  const what = lost ?? (dangerous.length > 0 ? listed(dangerous.slice(0, 2)) : 'something can be lost');
  return [`${worst === 'destructive' ? '‼ ' : ''}*${capital(worst)}*: ${escaped(cut(what, 300))}`];
}

/** Names people, so that they are notified. */
function noticing(people: RunNews['noticed'] = []): Block[] {
  return people.length === 0 ? [] : [context(`${people.map(named).join(', ')}: ${loggedIn}`)];
}

function named({ name, account }: Called): string {
  const user = userOf(account);
  return user === undefined ? `*${escaped(name)}*` : `<@${user}>`;
}

/** A link to the run's page, after what stands before it. */
function pageLink({ page }: RunNews): string {
  return page === undefined ? '' : ` · <${escaped(page)}|its page>`;
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
        : `Waits for *${escaped(waitsFor)}* until ${time(gate.expires)}.${calling(told)} Press Approve, react with ✅, or type \`!approve ${run}\`.`;
    case 'queued':
      return 'It is about to begin.';
    case 'running':
      return [`Running: ${stepsOver(view)}${left}.`, ...runningNow(view)].join('\n');
    default:
      return `*${escaped(plainly(told))}*${view.endedAt === undefined ? '' : ` ${time(view.endedAt)}`}`;
  }
}

/** What is under way, with how far it is: few of what may be many. */
function runningNow({ steps }: RunView): readonly string[] {
  const running = steps.filter((step) => step.state === 'running');
  return running.slice(0, mostRunning).map((step) => escaped(inFlight(step)));
}

/** Calls those who may approve and have not, where they are few. */
function calling(told: RunNews): string {
  const left = toCall(told);
  if (left.length === 0 || left.length > mostCalled) return '';
  return ` ${listed(left.map(named), 'or')} may.`;
}

/** Where it stands, in plain words, short enough to be one line. */
function plainly(told: RunNews): string {
  return cut(standingText(told), 500);
}

function buttons({ view, waitsFor }: RunNews): Block[] {
  const { run, plan, state: is } = view;
  if (!isUnderWay(view)) return [];
  const asks = is === 'waiting' && waitsFor !== undefined;
  const value = `${run} ${shortHash(plan.hash)}`;
  const label = (what: string) => `${what} run ${run}: ${plan.title}`;
  const loses = plan.risk === 'destructive';
  const confirm = asked(
    `Approve run ${run}`,
    `${plan.title}: ${plan.losses?.[0] ?? 'something can be lost'}.`,
    'Approve',
    true,
  );
  const ballot = [
    button(actions.approve, 'Approve', value, {
      label: label('Approve'),
      ...(loses ? { style: 'danger', confirm } : { style: 'primary' }),
    }),
    button(actions.deny, 'Deny', value, { label: label('Deny') }),
  ];
  const whole = button(actions.plan, 'Show plan', value, { label: label('Show the whole plan of') });
  return [{ type: 'actions', elements: [...(asks ? ballot : []), whole] }];
}
