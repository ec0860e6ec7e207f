import { turnsOnIrc } from './on-irc.ts';

// Killed at every place that matters they take a minute: npm run proof.
turnsOnIrc({ long: false });
