import type { Remarks, Ticket } from '../engine/plan.ts';
import type { TicketSettings } from '../farm/tickets.ts';
import type { Command } from './command.ts';
import type { Parsed } from './parse.ts';
import { Refusal } from './refusal.ts';
import { wordsOf } from './usage.ts';

/** A command's own words, and what is said with them. */
export interface Remarked {
  readonly args: readonly string[];
  readonly remarks: Remarks;
}

/** What tells a plan to begin though it is frozen, or out of its window. */
export const overrideOption = '--override';

/** The words that are a command's own, and what else was said: of what makes a plan all of it, of decisions the reason. Throws Refusal. */
export function remarked(
  command: Command | undefined,
  parsed: Pick<Extract<Parsed, { is: 'command' }>, 'args' | 'reason'>,
  tickets: TicketSettings | undefined,
): Remarked {
  const { args, reason } = parsed;
  if (command === undefined || !(command.kind === 'plan' || command.reasons)) return { args, remarks: {} };
  const because = reason && { because: reason.text };
  const words = reason ? reason.args : args;
  if (command.kind !== 'plan') return { args: words, remarks: { ...because } };
  return planRemarked(command, { words, because: reason?.text }, tickets);
}

/** The same of a command that makes a plan, the reason being told from its words already. Throws Refusal. */
export function planRemarked(
  { usage }: Pick<Command, 'usage'>,
  { words, because }: { readonly words: readonly string[]; readonly because: string | undefined },
  tickets: TicketSettings | undefined,
): Remarked {
  const override = words.includes(overrideOption);
  if (override && because === undefined)
    throw new Refusal(`${overrideOption} takes a reason, which is on record: write because and the reason at the end.`);
  const left = words.filter((word) => word !== overrideOption);
  // The number of a run looks as a ticket does.
  const from = wordsOf(usage)[0] === 'N' ? 1 : 0;
  const at = left.findIndex((word, index) => index >= from && ticketOf(word, tickets) !== undefined);
  const ticket = ticketOf(left[at] ?? '', tickets);
  return {
    args: ticket ? left.toSpliced(at, 1) : left,
    remarks: { ...(because !== undefined && { because }), ...(ticket && { ticket }), ...(override && { override }) },
  };
}

/** The ticket a word names as a whole; undefined: none. */
function ticketOf(word: string, tickets: TicketSettings | undefined): Ticket | undefined {
  const found = tickets && new RegExp(`^(?:${tickets.pattern})$`, 'u').exec(word);
  if (!found || word === '') return undefined;
  const link = tickets.link?.replace(/\{(\d+)\}/g, (_, group) => encodeURIComponent(found[Number(group)] ?? ''));
  return { name: word, ...(link !== undefined && { link }) };
}
