import type { Line } from './lines.ts';
import type { ConsoleOptions } from './options.ts';

/** `/help`: what begins with /, here. */
export function slashHelp({ people, tour }: Pick<ConsoleOptions, 'people' | 'tour'>): readonly Line[] {
  const rows = [
    ...(tour ? [['/tour', 'shows you around, or goes on with it; /tour off leaves it']] : []),
    ...(people ? [['/as NAME', `you speak as somebody else: ${[...people.keys()].join(', ')}`]] : []),
    ['/quit', 'leaves'],
    ['!help', 'lists the commands, which begin with !'],
  ];
  return rows.map(([what = '', says]) => ({ text: `  ${what.padEnd(10)}${says}` }));
}
