import type { Planning, PlanningContext } from '../src/bot/command.ts';
import {
  everything,
  type Freeze,
  freezesAt,
  freezeText,
  freezeValue,
  freezing,
  frozenName,
  frozenUntil,
  othersWho,
  thawWord,
  unfreezing,
  untilWord,
} from '../src/bot/freezes.ts';
import { identified } from '../src/bot/identified.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { found } from '../src/bot/survey/vm.ts';
import { parseWhen, whens } from '../src/bot/when.ts';
import { listed } from '../src/bot/words.ts';
import type { Decision } from '../src/engine/decision.ts';
import type { Wanted } from '../src/engine/plan.ts';
import type { Farm } from '../src/farm/farm.ts';
import { shortName } from '../src/farm/naming.ts';
import type { FarmState } from '../src/farm/state.ts';

const frozen = { after: ['freeze gallifrey until 2099-01-01 because it is shown'] };

export const freeze: Planning = {
  name: 'freeze',
  kind: 'plan',
  risk: 'safe',
  elsewhere: ['lock', 'pause', 'hold', 'unfreeze', 'thaw', 'silence'],
  usage: 'freeze [off] [VM|all] [until…]',
  summary: 'Has nothing begun on a VM, or anywhere, until a time; alone, it says what is frozen.',
  details: ({ timezone }) => [
    `!freeze VM until mon 08:00 because … and !freeze until … for everything. A time is like 18:00, tomorrow 8:00, mon 08:00 or 2026-12-24 08:00, in ${timezone}.`,
    'What has begun goes on to its end; what waits is not begun. To take back or to leave what is half done is never frozen.',
    '--override because … with a command has it begun all the same: that takes one approving person more.',
    '!freeze off ends every freeze, !freeze off VM that one. To end earlier what somebody else has frozen takes a second person.',
  ],
  examples: [
    { ...frozen, say: 'freeze', shows: 'gallifrey is frozen until Thu 2099-01-01 00:00' },
    { ...frozen, say: 'stop gallifrey', shows: 'gallifrey is frozen until' },
    { ...frozen, say: 'freeze until mon 08:00 because the disks are counted', shows: 'everything is frozen until Mon' },
    { ...frozen, say: 'freeze off', shows: 'gallifrey is frozen no more' },
    { say: 'freeze until mon 08:00', shows: 'takes a reason' },
    { say: 'freeze until yesterday because it is late', shows: 'is no time to come' },
    { say: 'freeze galifrey until mon 08:00 because it is late', shows: 'Did you mean gallifrey?' },
  ],
  shows: async ({ args, runService, farm }) => {
    if (args.length > 0) return undefined;
    const held = freezesAt(await runService.decided(freezing), new Date());
    const lines = held.map((one) => `${freezeText(one, farm.timezone)}.`);
    return { tone: 'answer', lines: lines.length > 0 ? lines : ['Nothing is frozen.'] };
  },
  plan: async (context) => {
    const now = new Date();
    const person = identified(context);
    const held = freezesAt(await context.runService.decided(freezing), now);
    const [first = '', ...rest] = context.args.map((word) => word.toLowerCase());
    const wanted = first === thawWord ? thawing(context.farm, rest, held) : await frosting(context, held, now);
    return { ...wanted, ...unfreezing(wanted.decisions, person.name, now) };
  },
};

/** Ends the freeze of what the words name, or every one. */
function thawing(farm: Farm, words: readonly string[], held: readonly Freeze[]): Wanted {
  const [word, stray] = words;
  const about = word === undefined ? undefined : shortName(farm, word);
  if (stray !== undefined) throw new Refusal(`"${stray}" is one word too many: !freeze off VM, or !freeze off.`);
  const ended = held.filter((one) => about === undefined || one.about === about);
  if (held.length === 0) throw new Refusal('Nothing is frozen.');
  if (ended.length === 0) throw new Refusal(`${about} is not frozen. !freeze says what is.`);
  const names = listed(ended.map((one) => frozenName(one.about)));
  return {
    command: ['freeze off', ...words].join(' '),
    title: `end the freeze of ${names}`,
    ...decidingOn(
      ended.map((one) => ({ about: one.about, title: `${frozenName(one.about)} is frozen no more`, value: null })),
      held,
    ),
  };
}

/** Freezes what the words before `until` name until the time those after it do. */
async function frosting(context: PlanningContext, held: readonly Freeze[], now: Date): Promise<Wanted> {
  const { args, farm, look, remarks } = context;
  const { because } = remarks;
  const at = args.findIndex((word) => word.toLowerCase() === untilWord);
  if (at < 0 || at > 1) throw new Refusal('It is !freeze VM until WHEN because …, or !freeze until WHEN because …');
  const said = args.slice(at + 1).join(' ');
  const end = parseWhen(args.slice(at + 1), farm.timezone, now);
  if (!end) throw new Refusal(`"${said}" is no time to come. Say ${whens}.`);
  if (because === undefined) throw new Refusal('A freeze takes a reason: write because and the reason at the end.');
  const [word = everything] = args.slice(0, at);
  // The farm is frozen whether its hosts answer or not.
  const about = word.toLowerCase() === everything ? everything : frozenVm(farm, word, await look());
  const title = frozenUntil(about, end, farm.timezone);
  const by = identified(context).name;
  const others = othersWho(
    held.find((one) => one.about === about),
    by,
    now,
  );
  const value = freezeValue({ until: end.toISOString(), by, because, others });
  return {
    command: `freeze ${about} until ${said}`,
    title: `freeze ${frozenName(about)} until ${said}`,
    ...decidingOn([{ about, title, value }], held),
  };
}

/** The name of the VM a word names. Throws Refusal. */
function frozenVm(farm: Farm, word: string, state: FarmState): string {
  const { name } = found(farm, word, state).vm;
  if (name === everything)
    throw new Refusal(`A VM called ${name} is not frozen by itself: !freeze ${everything} until … freezes everything.`);
  return name;
}

/** A plan that only decides so. */
function decidingOn(
  decided: readonly Pick<Decision, 'about' | 'title' | 'value'>[],
  held: readonly Freeze[],
): Omit<Wanted, 'command' | 'title'> {
  const before = (about: string) => {
    const now = held.find((one) => one.about === about);
    return now ? freezeValue(now) : null;
  };
  return {
    subjects: decided.map(({ about }) => about).filter((about) => about !== everything),
    values: [],
    notes: [],
    locks: decided.map(({ about }) => ({ key: `freeze:${about}`, mode: 'exclusive' })),
    steps: [],
    decisions: decided.map((one) => ({ ...one, kind: freezing, before: before(one.about) })),
  };
}
