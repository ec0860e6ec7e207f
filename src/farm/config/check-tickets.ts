import type { Problem } from './problems.ts';
import { groupsOf } from './scalars.ts';
import type { Sections } from './sections.ts';

/** The link of a ticket has only what its pattern takes apart. */
export function ticketLink({ tickets }: Partial<Sections>): readonly Problem[] {
  const most = tickets ? groupsOf(tickets.pattern) : 0;
  const beyond = [...(tickets?.link?.matchAll(/\{(\d+)\}/g) ?? [])].find(([, group]) => Number(group) > most);
  return beyond
    ? [
        {
          path: ['tickets', 'link'],
          text: `tickets.link: ${beyond[0]} stands for nothing: tickets.pattern has ${most} brackets`,
        },
      ]
    : [];
}
