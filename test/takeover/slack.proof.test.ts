import { turnsInSlack } from './in-slack.ts';

turnsInSlack({ long: true });
