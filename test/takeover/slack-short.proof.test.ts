import { turnsInSlack } from './in-slack.ts';

// Killed at every place that matters they take a minute: npm run proof.
turnsInSlack({ long: false });
