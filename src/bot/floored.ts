import type { Wanted } from '../engine/plan.ts';
import { worst } from '../engine/planner.ts';
import type { Planning } from './command.ts';
import { leastRisk } from './standing.ts';

/** What a command wants, taken for as risky as the command is known to be, and more where the command says so. */
export function floored(wanted: Wanted, command: Planning): Wanted {
  return { ...wanted, least: worst([wanted.least ?? 'safe', leastRisk(wanted, command)]) };
}
