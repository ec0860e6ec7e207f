import { slackArena } from './arenas/slack.ts';
import { adapterContract } from './contract.ts';

adapterContract('Slack by HTTP', () => slackArena('http'));
