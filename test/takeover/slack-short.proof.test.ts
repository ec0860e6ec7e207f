import { turnsInSlack } from './in-slack.ts';

// What .ci/run proves. Killed at every place that matters they take a minute: slack.proof.test.ts.
turnsInSlack({ long: false });
