import type { Action } from '../../src/engine/action.ts';
import { start } from './start.ts';

const { risk, args, title, facts, see, judge, apply, receipt } = start;

/** Starts an instance that is there for one run alone: nobody works with it, and it goes as a whole when the step that added it is undone. */
export const boot: Action = {
  ...{ name: 'ganeti.boot', risk, args, title, facts, see, judge, apply, receipt },
  undo: () => ({ by: [] }),
};
