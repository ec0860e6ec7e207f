import { choicesOf } from '../src/farm/platform.ts';
import { platforms } from './index.ts';

/** Who may play each role. */
export const choices = choicesOf(platforms);
