import { turnsOnIrc } from './on-irc.ts';

// What .ci/run proves. Killed at every place that matters they take a minute: irc.proof.test.ts.
turnsOnIrc({ long: false });
