import { turnsOnIrc } from './on-irc.ts';

turnsOnIrc({ long: true });
